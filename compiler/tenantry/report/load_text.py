"""The load of the fleet on a terminal: figures, a bar for each hour of the day, and a map of the week."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

import click

from tenantry.model.outputs.schedule import FleetLoad, IntegrationLoad, Peak
from tenantry.report.escape import json_text, terminal

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SHADES: Final = " .:-=+*#%@"
"""From no runs to the most in an hour."""
NARROWEST: Final = 40
"""Columns below which the chart does not shrink."""

Paint = Callable[..., str]


def _json(load: FleetLoad, *, color: bool = False, width: int = 80) -> str:
    del color, width
    data = load.model_dump(by_alias=True)
    first = ("version", "timezone", "from", "weeks")
    return json_text({name: data[name] for name in first} | data)


def _text(load: FleetLoad, *, color: bool = False, width: int = 80) -> str:
    paint: Paint = click.style if color else _plain
    width = max(width, NARROWEST)
    blocks = [_figures(load, paint), _hours(load, paint, width), _week(load, paint)]
    blocks += [_integrations(load.integrations, paint)] if load.integrations else []
    return "\n".join("".join(f"{line}\n" for line in block) for block in blocks)


def _plain(text: str, **style: Any) -> str:
    del style
    return text


def _figures(load: FleetLoad, paint: Paint) -> Iterator[str]:
    weeks = "1 week" if load.weeks == 1 else f"{load.weeks} weeks"
    tenants = "1 tenant runs" if load.tenants == 1 else f"{load.tenants} tenants run"
    yield paint(f"{tenants}, {load.paused} paused; {weeks} from {load.start[:10]} in {load.timezone}", bold=True)
    yield f"  runs a day       {load.runs_per_day:,.1f}"
    yield f"  mean a minute    {load.mean_per_minute:,.2f}"
    yield f"  fullest minute   {_peak(load.peak_per_minute)}"
    yield f"  most at once     {_at_once(load)}"


def _at_once(load: FleetLoad) -> str:
    if load.concurrency is None:
        return "unknown: no integration has `limits.typical_run`"
    known = sum(each.typical_run is not None for each in load.integrations)
    of = f", of the {known} integrations with `limits.typical_run`" if known < len(load.integrations) else ""
    return _peak(load.concurrency) + of


def _peak(peak: Peak) -> str:
    if peak.at is None:
        return "no runs"
    at = datetime.fromisoformat(peak.at.local)
    return f"{peak.runs:,} at {at:%a %Y-%m-%d %H:%M} {peak.at.local[19:]}"


def _hours(load: FleetLoad, paint: Paint, width: int) -> Iterator[str]:
    yield paint("runs that start in each hour of the day", bold=True)
    most = max(load.hours_of_day)
    figures = [f"{hour:,.1f}" for hour in load.hours_of_day]
    beside = max(map(len, figures))
    room = width - beside - 7
    for hour, (runs, figure) in enumerate(zip(load.hours_of_day, figures, strict=True)):
        length = round(runs / most * room) if most else 0
        bar = "#" * max(length, 1 if runs else 0)
        yield f"  {hour:02}  {figure:>{beside}} {paint(bar, fg='cyan')}".rstrip()


def _week(load: FleetLoad, paint: Paint) -> Iterator[str]:
    most = max(max(day) for day in load.hours_of_week)
    yield paint("hours of the week", bold=True) + f", from ' ' none to '@' {most:,.1f} runs"
    yield "       " + "".join(f"{hour:02}" if hour % 3 == 0 else " " for hour in range(24) if hour % 3 != 1)
    for name, hours in zip(_DAYS, load.hours_of_week, strict=True):
        yield f"  {name}  " + paint("".join(_shade(runs, most) for runs in hours), fg="cyan")


def _shade(runs: float, most: float) -> str:
    return _SHADES[-(-runs * (len(_SHADES) - 1) // most).__trunc__()] if runs else " "


def _integrations(loads: Sequence[IntegrationLoad], paint: Paint) -> Iterator[str]:
    width = max(len("integration"), *(len(terminal(load.integration)) for load in loads))
    head = f"{'integration':<{width}}  tenants  paused  runs a day  fullest minute  at once  limit"
    yield paint(head, bold=True)
    for load in loads:
        at_once = "?" if load.concurrency is None else f"{load.concurrency.runs:,}"
        limit = "-" if load.limit is None else f"{load.limit:,}"
        over = load.limit is not None and load.concurrency is not None and load.concurrency.runs > load.limit
        line = (
            f"{terminal(load.integration):<{width}}  {load.tenants:>7,}  {load.paused:>6,}  {load.runs_per_day:>10,.1f}"
        )
        line += f"  {load.peak_per_minute.runs:>14,}  {at_once:>7}  {limit:>5}"
        yield paint(line + "  over the limit", fg="yellow") if over else line


FORMATS: Final[Mapping[str, Callable[..., str]]] = MappingProxyType({"text": _text, "json": _json})
