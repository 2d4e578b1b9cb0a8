"""One tenant for `show`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

import click

from tenantry.model.resolved import Installation, Origin
from tenantry.model.view import view
from tenantry.report.escape import json_text, terminal

_WIDTH: Final = 60


def _json(installation: Installation, *, color: bool = False) -> str:
    del color
    data = {
        "version": 1,
        "id": installation.id,
        "tenant": view(installation),
        "origins": {name: [_place(origin) for origin in chain] for name, chain in sorted(installation.origins.items())},
    }
    return json_text(data)


def _place(origin: Origin) -> dict[str, Any]:
    span = origin.span
    return {"path": span.path, "line": span.line, "column": span.column, "note": origin.note}


def _text(installation: Installation, *, color: bool = False) -> str:
    def bold(text: str) -> str:
        return click.style(text, bold=True) if color else text

    def dim(text: str) -> str:
        return click.style(text, dim=True) if color else text

    lines = [bold(terminal(installation.id))]
    rows = [(terminal(name), value, chain) for name, value, chain in _rows(installation)]
    width = max(len(name) for name, _, _ in rows)
    for name, value, chain in rows:
        lines.append(f"  {name:<{width}}  {_cut(value)}")
        lines += [f"  {'':<{width}}    {dim(_origin(origin))}" for origin in chain]
    return "".join(f"{line}\n" for line in lines)


def _rows(installation: Installation) -> Iterator[tuple[str, str, tuple[Origin, ...]]]:
    """Field, value, and the places that set it, winner first."""
    origins, release, schedule = installation.origins, installation.release, installation.schedule
    yield "release", _release(installation), origins.get("release", ())
    yield "commit", release.commit, ()
    cron = ", ".join(schedule.meaning.cron)
    days = f", days {schedule.meaning.day_rule}" if schedule.meaning.day_rule else ""
    yield "schedule", f"{schedule.source} ({cron} {schedule.timezone}{days})", origins.get("schedule", ())
    yield "paused", "yes" if schedule.paused else "no", origins.get("paused", ())
    yield "timeout", f"{installation.timeout_seconds} s", origins.get("timeout_seconds", ())
    for section in ("labels", "configs", "metadata"):
        for name, value in getattr(installation, section).items():
            yield f"{section}.{name}", _value(value), origins.get(f"{section}.{name}", ())
    for name, entry in installation.connections.items():
        keys = ", ".join(entry.keys.values()) or "no keys"
        yield f"connections.{name}", f"{entry.mount}/{entry.path} ({keys})", origins.get(f"connections.{name}", ())


def _release(installation: Installation) -> str:
    release = installation.release
    if release.pin is not None:
        until = f", until {release.pin.until}" if release.pin.until else ""
        return f"{release.version} pinned{until}: {release.pin.reason or 'no reason given'}"
    wave = f", wave {release.wave}" if release.wave else ""
    return f"{release.version} by channel {release.channel}{wave}"


def _value(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _cut(text: str) -> str:
    shown = terminal(text)
    return shown if len(shown) <= 2 * _WIDTH else shown[: 2 * _WIDTH] + "…"


def _origin(origin: Origin) -> str:
    span = origin.span
    return f"{terminal(span.path)}:{span.line}:{span.column} {terminal(origin.note)}"


FORMATS: Final[Mapping[str, Callable[..., str]]] = MappingProxyType({"text": _text, "json": _json})
