"""An installation as plain data: what `show --format json` prints, rules ask about, and artifacts are made of."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tenantry.model.resolved import Installation


def runtime(installation: Installation) -> dict[str, Any]:
    """The content of the runtime artifact (CONTRACT §4.2). What does not apply is left out, never null, but for
    `schedule.days`, which is null where the days need no rule."""
    release, schedule = installation.release, installation.schedule
    return {
        "version": 1,
        "tenant": {
            "id": installation.id,
            "name": installation.name,
            "integration": installation.integration,
            "labels": dict(installation.labels),
        },
        "release": _present(
            version=release.version,
            channel=release.channel,
            pin=release.version if release.pin else None,
            commit=release.commit,
            image=release.image,
            base=release.base,
            build=release.build,
            run=release.run,
        ),
        "schedule": {
            "cron": list(schedule.meaning.cron),
            "timezone": schedule.timezone,
            "days": schedule.meaning.day_rule,
            "paused": schedule.paused,
            "source": schedule.source,
        },
        "timeout_seconds": installation.timeout_seconds,
        "env": dict(installation.env),
        "secrets": {name: asdict(reference) for name, reference in installation.secrets.items()},
        "metadata": dict(installation.metadata),
    }


def view(installation: Installation) -> dict[str, Any]:
    """The runtime artifact's content, plus what led to it."""
    shown = runtime(installation)
    release = installation.release
    why = release.pin
    shown["release"] |= _present(
        wave=release.wave,
        reason=why.reason if why else None,
        owner=why.owner if why else None,
        until=why.until if why else None,
    )
    return shown | {
        "id": installation.id,
        "labels": dict(installation.labels),
        "groups": list(installation.groups),
        "paused": installation.schedule.paused,
        "configs": dict(installation.configs),
        "connections": {
            name: {"scope": entry.scope, "mount": entry.mount, "path": entry.path, "keys": dict(entry.keys)}
            for name, entry in installation.connections.items()
        },
    }


def _present(**fields: str | None) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value is not None}
