"""An installation as plain data: what `show --format json` prints, rules ask about, and artifacts are made of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any, Final, NamedTuple

from tenantry.model.form import Filled, Form, Slot, Text
from tenantry.model.resolved import Installation, ResolvedRelease

Part = Callable[[Installation], Any]


class _Tenant(NamedTuple):
    """Whom the runtime artifact is filled in with."""

    it: Installation
    release: Mapping[str, str]
    secrets: Mapping[str, Filled]


_RUNTIME: Final = Form(
    {
        "version": 1,
        "tenant": {
            "id": Text("it.id"),
            "name": Text("it.name"),
            "integration": Text("it.integration"),
            "labels": Slot("it.labels"),
        },
        "release": Slot("release"),
        "schedule": {
            "cron": Slot("it.schedule.meaning.cron"),
            "timezone": Text("it.schedule.timezone"),
            "days": Slot("it.schedule.meaning.day_rule"),
            "paused": Slot("it.schedule.paused"),
            "source": Text("it.schedule.source"),
        },
        "timeout_seconds": Slot("it.timeout_seconds"),
        "env": Slot("it.env"),
        "secrets": Slot("secrets"),
        "metadata": Slot("it.metadata"),
    }
)
_SECRET: Final = Form({name: Text(name) for name in ("store", "mount", "path", "key")})


def runtime(installation: Installation) -> Filled:
    """The content of the runtime artifact (CONTRACT §4.2). What does not apply is left out, never null, but for
    `schedule.days`, which is null where the days need no rule."""
    secrets = {name: _SECRET.of(where) for name, where in installation.secrets.items()}
    return _RUNTIME.of(_Tenant(installation, _release(installation.release), secrets))


def view(installation: Installation, fields: Collection[str] | None = None) -> dict[str, Any]:
    """The runtime artifact's content, plus what led to it; of that the `fields`, or all."""
    return {name: part(installation) for name, part in _VIEW.items() if fields is None or name in fields}


def _release(release: ResolvedRelease) -> dict[str, str]:
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
    return _release(release) | _present(
        wave=release.wave,
        reason=why.reason if why else None,
        owner=why.owner if why else None,
        until=why.until if why else None,
    )


def _connections(installation: Installation) -> dict[str, Any]:
    return {
        name: {"scope": entry.scope, "mount": entry.mount, "path": entry.path, "keys": dict(entry.keys)}
        for name, entry in installation.connections.items()
    }


def _present(**fields: str | None) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value is not None}


def _part(name: str, installation: Installation) -> Any:
    return runtime(installation).part(name)


_VIEW: Final[Mapping[str, Part]] = {
    **{name: partial(_part, name) for name in _RUNTIME.data},
    "release": _release_with_reason,
    "id": lambda installation: installation.id,
    "labels": lambda installation: dict(installation.labels),
    "groups": lambda installation: list(installation.groups),
    "paused": lambda installation: installation.schedule.paused,
    "configs": lambda installation: dict(installation.configs),
    "connections": _connections,
}
