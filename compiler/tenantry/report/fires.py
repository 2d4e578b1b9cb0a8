"""A tenant's next fire times for `schedule next`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

import click

from tenantry.model.outputs.schedule import Fire, NextFires
from tenantry.model.resolved import Installation
from tenantry.report.escape import json_text, terminal
from tenantry.schedule.zones import known_zone

PAUSED: Final = "paused: it fires at none of these times until `paused` is false"


def fire(instant: datetime, found: ZoneInfo) -> Fire:
    """An instant for people and programs."""
    utc = instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return Fire(local=instant.astimezone(found).isoformat(), utc=utc)


def _json(installation: Installation, instants: Sequence[datetime], *, color: bool = False) -> str:
    del color
    schedule = installation.schedule
    found = known_zone(installation.schedule.timezone)
    data = NextFires(
        version=1,
        tenant=installation.id,
        timezone=schedule.timezone,
        paused=schedule.paused,
        next=[fire(instant, found) for instant in instants],
    )
    return json_text(data.model_dump(by_alias=True))


def _text(installation: Installation, instants: Sequence[datetime], *, color: bool = False) -> str:
    def style(text: str, **how: bool | str) -> str:
        return click.style(text, **how) if color else text  # type: ignore[arg-type]

    schedule = installation.schedule
    lines = [f"{style(terminal(installation.id), bold=True)}  {terminal(schedule.source)}, {schedule.timezone}"]
    if schedule.paused:
        lines.append("  " + style(PAUSED, fg="yellow"))
    if not instants:
        lines.append("  it does not fire again")
    lines += [f"  {line}" for line in _lines(installation, instants)]
    return "".join(f"{line}\n" for line in lines)


def _lines(installation: Installation, instants: Sequence[datetime]) -> Iterator[str]:
    found, meaning = known_zone(installation.schedule.timezone), installation.schedule.meaning
    for instant in instants:
        local = instant.astimezone(found)
        offset = local.isoformat()[19:]
        note = ""
        if not meaning.running and local.hour * 60 + local.minute not in meaning.times:
            note = "  clocks go forward: the first instant after the gap"
        elif local.fold:
            note = "  clocks went back: this time for the second time"
        yield f"{local:%a %Y-%m-%d %H:%M} {offset}  {fire(instant, found).utc}{note}"


FORMATS: Final[Mapping[str, Callable[..., str]]] = MappingProxyType({"text": _text, "json": _json})
