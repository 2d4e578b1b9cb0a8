"""An installation as flat fields of plain data, named as a plan names them (CONTRACT §4.3)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from tenantry.model.resolved import Connection, Installation

_IMPLIED: Final = ("channel", "pin", "commit", "image", "base", "build", "run")
"""Parts of `release` that another version brings along; they are listed where the version stays."""
_MAPPINGS: Final = ("configs", "labels", "metadata")
_encode: Final = json.JSONEncoder(separators=(",", ":")).encode


def fields(installation: Installation) -> dict[str, object]:
    """Every field that is not empty. `wave` is none: by which wave a release came changes nothing about the tenant.

    PAN_CFG and PAN_SEC variables follow from configs and connections, so they are no fields of their own.
    """
    found = {"group": "/".join(installation.groups) or None, **_release(installation), **_schedule(installation)}
    for section in _MAPPINGS:
        found |= {f"{section}.{name}": value for name, value in getattr(installation, section).items()}
    store = next((reference.store for reference in installation.secrets.values()), None)
    for name, connection in installation.connections.items():
        found[f"connections.{name}"] = _connection(connection, store)
    found |= {f"env.{name}": value for name, value in installation.env.items() if not name.startswith("PAN_CFG_")}
    return {name: value for name, value in found.items() if value is not None}


def _release(installation: Installation) -> dict[str, object]:
    release = installation.release
    why = release.pin
    return {
        "release": release.version,
        "release.channel": release.channel,
        "release.pin": release.version if why else None,
        "release.reason": why.reason if why else None,
        "release.owner": why.owner if why else None,
        "release.until": why.until if why else None,
        "release.commit": release.commit,
        "release.image": release.image,
        "release.base": release.base,
        "release.build": release.build,
        "release.run": release.run,
    }


def _schedule(installation: Installation) -> dict[str, object]:
    schedule = installation.schedule
    rule = schedule.meaning.day_rule
    return {
        "schedule": schedule.source,
        "schedule.cron": list(schedule.meaning.cron),
        "schedule.timezone": schedule.timezone,
        "schedule.days": rule.value if rule else None,
        "paused": schedule.paused,
        "limits.timeout": installation.timeout_seconds,
    }


def _connection(connection: Connection, store: str | None) -> dict[str, object]:
    return {
        "store": store,
        "mount": connection.mount,
        "path": connection.path,
        "keys": dict(sorted(connection.keys.items())),
        "scope": connection.scope,
    }


def same(one: object, other: object) -> bool:
    """Whether two plain values are rendered alike: 1, 1.0 and true are three values, and the order of keys is kept."""
    if type(one) is not type(other) or one != other:
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(map(same, one.values(), other.values()))
    return one is other or isinstance(one, str | int) or text(one) == text(other)


def text(value: object) -> str:
    """A plain value as one line of JSON."""
    return _encode(value)


def different(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    """The fields that differ, sorted by name, each with its value before and after."""
    pairs = ((name, before.get(name), after.get(name)) for name in {*before, *after})
    differing = {name: (old, new) for name, old, new in pairs if old is not new and not same(old, new)}
    return dict(sorted(differing.items()))


def told(changed: Mapping[str, tuple[object, object]], *, whole: bool) -> dict[str, tuple[object, object]]:
    """The differences that are worth a line: not those that another one implies.

    `whole` tenants, which come or go, are told by what was chosen for them.
    """
    left = dict(changed)
    if "release" in left:
        for part in _IMPLIED[2 if whole else 0 :]:
            left.pop(f"release.{part}", None)
    if "schedule" in left:
        left.pop("schedule.cron", None)
    if whole:
        plain = (None, False)
        left = {name: pair for name, pair in left.items() if not name.startswith("env.") and set_apart(pair, plain)}
    return left


def set_apart(pair: tuple[object, object], plain: tuple[object, object]) -> bool:
    """Whether a pair is not these two values, in either order."""
    return not any(same(pair[0], one) and same(pair[1], other) for one, other in (plain, plain[::-1]))
