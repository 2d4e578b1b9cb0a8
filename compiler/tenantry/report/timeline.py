"""The timeline of a rollout for `rollout simulate`: dated lines and a small chart, or JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

import click

from tenantry.model.outputs.rollout import Timeline, TimelineEvent
from tenantry.report.escape import json_text, terminal
from tenantry.report.rollout import utc
from tenantry.rollouts import Event, Progress
from tenantry.schedule.zones import zone as known_zone

_CELLS: Final = 48
_SOAK, _FROZEN, _STEP = "━", "┈", "◆"


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """A rollout's steps from an instant on, to be shown on the clocks of a zone."""

    progress: Progress
    events: Sequence[Event]
    as_of: datetime
    timezone: str
    speed: float


def _json(found: Simulated, *, color: bool = False) -> str:
    del color
    zone = known_zone(found.timezone)
    file = found.progress.rollout.model
    data = Timeline(
        **{"from": file.from_},
        version=1,
        integration=found.progress.integration,
        channel=found.progress.channel,
        to=file.to,
        as_of=utc(found.as_of),
        timezone=found.timezone,
        speed=found.speed,
        held=file.hold is not None,
        events=[
            TimelineEvent(
                at=utc(event.at),
                local=event.at.astimezone(zone).isoformat(timespec="seconds"),
                step="advance" if event.wave else "finish",
                wave=event.wave,
                tenants=list(event.tenants),
                frozen_seconds=int((event.at - event.soaked).total_seconds()),
            )
            for event in found.events
        ],
    )
    return json_text(data.model_dump(by_alias=True))


def _text(found: Simulated, *, color: bool = False) -> str:
    def style(text: str, **how: bool | str) -> str:
        return click.style(text, **how) if color else text  # type: ignore[arg-type]

    file = found.progress.rollout.model
    head = f"{found.progress.integration} {found.progress.channel}: {file.from_} → {file.to}, times of {found.timezone}"
    lines = [style(terminal(head), bold=True)]
    if file.hold is not None:
        held = f"on hold by {file.hold.owner}: {file.hold.reason}; below as if it were resumed now"
        lines.append("  " + style(terminal(held), fg="yellow"))
    lines += [f"  {line}" for line in _lines(found)]
    lines += ["", *(f"  {line}" for line in _chart(found))]
    return "".join(f"{line}\n" for line in lines)


def _lines(found: Simulated) -> Iterator[str]:
    zone = known_zone(found.timezone)
    for event in found.events:
        number = len(event.tenants)
        step = f"wave {event.wave}" if event.wave else "finish"
        moves = f", {number} {'tenant moves' if number == 1 else 'tenants move'}" if number else ""
        frozen = event.at - event.soaked
        waits = f", {_length(frozen)} later than its soak, for a freeze" if frozen else ""
        yield terminal(f"{event.at.astimezone(zone):%a %Y-%m-%d %H:%M}  {step}{moves}{waits}")


def _chart(found: Simulated) -> Iterator[str]:
    """A line for each step: the soak before it, the freeze that it waits for, the step."""
    first, last = found.as_of, max(event.at for event in found.events)
    span = max(last - first, timedelta(seconds=1))
    width = max(len(event.wave or "finish") for event in found.events)
    begun = first
    for event in found.events:
        start, soaked, at = (round((each - first) / span * (_CELLS - 1)) for each in (begun, event.soaked, event.at))
        bar = " " * start + _SOAK * (soaked - start) + _FROZEN * (at - soaked) + _STEP
        yield terminal(f"{(event.wave or 'finish').ljust(width)}  {bar}")
        begun = event.at


def _length(span: timedelta) -> str:
    hours = round(span.total_seconds() / 3600)
    return f"{hours // 24} d {hours % 24} h" if hours >= 48 else f"{hours} h"


FORMATS: Final[Mapping[str, Callable[..., str]]] = MappingProxyType({"text": _text, "json": _json})
