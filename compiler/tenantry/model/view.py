"""An installation as plain data: what `show --format json` prints, rules ask about, and artifacts are made of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from tenantry.model.resolved import Installation

Part = Callable[[Installation], Any]


def runtime(installation: Installation) -> dict[str, Any]:
    """The content of the runtime artifact (CONTRACT §4.2). What does not apply is left out, never null, but for
    `schedule.days`, which is null where the days need no rule."""
    return {name: part(installation) for name, part in _RUNTIME.items()}


def view(installation: Installation, fields: Collection[str] | None = None) -> dict[str, Any]:
    """The runtime artifact's content, plus what led to it; of that the `fields`, or all."""
    return {name: part(installation) for name, part in _VIEW.items() if fields is None or name in fields}


def _tenant(installation: Installation) -> dict[str, Any]:
    return {
        "id": installation.id,
        "name": installation.name,
        "integration": installation.integration,
        "labels": dict(installation.labels),
    }


def _release(installation: Installation) -> dict[str, str]:
    release = installation.release
    return _present(
        version=release.version,
        channel=release.channel,
        pin=release.version if release.pin else None,
        commit=release.commit,
        image=release.image,
        base=release.base,
        build=release.build,
        run=release.run,
    )


def _release_with_reason(installation: Installation) -> dict[str, str]:
    release = installation.release
    why = release.pin
    return _release(installation) | _present(
        wave=release.wave,
        reason=why.reason if why else None,
        owner=why.owner if why else None,
        until=why.until if why else None,
    )


def _schedule(installation: Installation) -> dict[str, Any]:
    schedule = installation.schedule
    return {
        "cron": list(schedule.meaning.cron),
        "timezone": schedule.timezone,
        "days": schedule.meaning.day_rule,
        "paused": schedule.paused,
        "source": schedule.source,
    }


def _secrets(installation: Installation) -> dict[str, Any]:
    return {
        name: {"store": where.store, "mount": where.mount, "path": where.path, "key": where.key}
        for name, where in installation.secrets.items()
    }


def _connections(installation: Installation) -> dict[str, Any]:
    return {
        name: {"scope": entry.scope, "mount": entry.mount, "path": entry.path, "keys": dict(entry.keys)}
        for name, entry in installation.connections.items()
    }


def _present(**fields: str | None) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value is not None}


_RUNTIME: Final[Mapping[str, Part]] = {
    "version": lambda _: 1,
    "tenant": _tenant,
    "release": _release,
    "schedule": _schedule,
    "timeout_seconds": lambda installation: installation.timeout_seconds,
    "env": lambda installation: dict(installation.env),
    "secrets": _secrets,
    "metadata": lambda installation: dict(installation.metadata),
}
_VIEW: Final[Mapping[str, Part]] = {
    **_RUNTIME,
    "release": _release_with_reason,
    "id": lambda installation: installation.id,
    "labels": lambda installation: dict(installation.labels),
    "groups": lambda installation: list(installation.groups),
    "paused": lambda installation: installation.schedule.paused,
    "configs": lambda installation: dict(installation.configs),
    "connections": _connections,
}
