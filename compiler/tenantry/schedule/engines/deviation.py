"""The dates on which an engine fires otherwise than a schedule means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from tenantry.schedule.engines import ENGINES
from tenantry.schedule.engines.engine import Engine
from tenantry.schedule.fires import Rule, fires, meant
from tenantry.schedule.meaning import Schedule
from tenantry.schedule.nights import AHEAD
from tenantry.schedule.zones import ClockChange, clock_changes, zone

_AROUND: Final = timedelta(hours=26)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """A date (ISO, local) on which an engine fires otherwise than is meant; `kind` is skipped, twice or moved."""

    date: str
    kind: str
    message: str


@lru_cache(maxsize=4096)
def deviations(
    schedule: Schedule, zone_name: str, engine: str, *, since: datetime, count: int = 2
) -> tuple[Deviation, ...]:  # fmt: skip
    """The next `count` dates after `since` on which the engine would fire otherwise than is meant."""
    found: dict[str, Deviation] = {}
    known = zone(zone_name)
    if ENGINES[engine].rule is meant or known is None:
        return ()
    for change in clock_changes(zone_name, start=since, end=since + AHEAD):
        for each in _at(schedule, known, change, ENGINES[engine]):
            found.setdefault(each.date, each)
        if len(found) >= count:
            break
    return tuple(found.values())[:count]


def _at(schedule: Schedule, known: ZoneInfo, change: ClockChange, engine: Engine) -> Iterator[Deviation]:
    low, high = change.at - _AROUND, change.at + _AROUND
    if engine.between is None:
        done = set(_window(schedule, known, low, high, engine.rule))
    else:
        high = next(fires(schedule, known.key, start=high), high)
        done = set(engine.between(schedule, known, low, high))
    due = set(_window(schedule, known, low, high))
    if due == done:
        return
    missing, extra = sorted(due - done), sorted(done - due)
    kind = "moved" if missing and extra else "skipped" if missing else "twice"
    first = (missing or extra)[0].astimezone(known)
    yield Deviation(date=first.date().isoformat(), kind=kind, message=_words(kind, missing, extra, known))


def _window(
    schedule: Schedule, known: ZoneInfo, low: datetime, high: datetime, rule: Rule | None = None
) -> Iterator[datetime]:  # fmt: skip
    for instant in fires(schedule, known.key, start=low, rule=rule):
        if instant > high:
            return
        yield instant


def _words(kind: str, missing: list[datetime], extra: list[datetime], known: ZoneInfo) -> str:
    def local(instants: list[datetime]) -> str:
        shown = [each.astimezone(known).strftime("%H:%M%z") for each in instants[:2]]
        return " and ".join(f"{text[:5]} ({text[5:8]}:{text[8:]})" for text in shown)

    if kind == "skipped":
        return f"does not fire, due at {local(missing)}"
    if kind == "twice":
        return f"fires once more at {local(extra)}"
    return f"fires at {local(extra)} instead of {local(missing)}"
