"""A schedule as Temporal's ScheduleSpec, in the JSON form of protobuf.

Calendars of one specification are united, the fields of one calendar must all match; so both rules for days are native.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from tenantry.schedule.engines.temporal import by_interval, calendars
from tenantry.schedule.meaning import DayRule, Schedule
from tenantry.schedule.zones import clock_changes, offset, zone

_ALWAYS: Final = Schedule(
    minutes=tuple(range(60)),
    hours=tuple(range(24)),
    days=tuple(range(1, 32)),
    months=tuple(range(1, 13)),
    weekdays=tuple(range(7)),
    day_rule=None,
    running=True,
    cron=("* * * * *",),
)
_EPOCHS: Final = (datetime(2025, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC))

Calendar = dict[str, Any]


def spec(schedule: Schedule, zone_name: str) -> dict[str, Any]:
    """The specification of a schedule in a zone."""
    if by_interval(schedule, zone_name):
        said: dict[str, Any] = {"interval": list(_intervals(schedule.minutes, zone_name))}
        excluded = list(_excluded(schedule, zone_name))
        if excluded:
            said["excludeStructuredCalendar"] = excluded
    else:
        said = {"structuredCalendar": [_calendar(each) for each in calendars(schedule)]}
    return said | {"timezoneName": zone_name}


def _calendar(schedule: Schedule) -> Calendar:
    return {
        "second": [_range(0, 0, 1)],
        "minute": ranges(schedule.minutes),
        "hour": ranges(schedule.hours),
        "dayOfMonth": ranges(schedule.days),
        "month": ranges(schedule.months),
        "dayOfWeek": ranges(schedule.weekdays),
    }


def _intervals(minutes: Sequence[int], zone_name: str) -> Iterator[dict[str, str]]:
    """Every hour at each minute as UTC counts it, or one shorter interval where the minutes are evenly spaced."""
    said = sorted({(minute - shift) % 60 for minute in minutes for shift in _shifts(zone_name)})
    step = 60 // len(said)
    if len(said) * step == 60 and all(minute % step == said[0] for minute in said):
        yield _interval(step, said[0])
        return
    for minute in said:
        yield _interval(60, minute)


def _interval(minutes: int, phase: int) -> dict[str, str]:
    return {"interval": f"{minutes * 60}s", "phase": f"{phase * 60}s"}


def _excluded(schedule: Schedule, zone_name: str) -> Iterator[Calendar]:
    """What the intervals must leave out: for each field its other values, at any time. Months are never left out
    (schedule/engines/temporal.py)."""
    minutes = _without(_ALWAYS.minutes, schedule.minutes)
    if minutes and len(_shifts(zone_name)) > 1:
        yield _calendar(replace(_ALWAYS, minutes=minutes))
    if hours := _without(_ALWAYS.hours, schedule.hours):
        yield _calendar(replace(_ALWAYS, hours=hours))
    days, weekdays = _without(_ALWAYS.days, schedule.days), _without(_ALWAYS.weekdays, schedule.weekdays)
    if schedule.day_rule is DayRule.EITHER:
        yield _calendar(replace(_ALWAYS, days=days, weekdays=weekdays))
        return
    if days:
        yield _calendar(replace(_ALWAYS, days=days))
    if weekdays:
        yield _calendar(replace(_ALWAYS, weekdays=weekdays))


@lru_cache(maxsize=1024)
def _shifts(zone_name: str) -> frozenset[int]:
    """Minutes past a whole hour that the zone's clocks are ahead of UTC, one number for most."""
    found = zone(zone_name)
    if found is None:
        raise ValueError("not a time zone of the IANA database")
    changes = clock_changes(zone_name, start=_EPOCHS[0], end=_EPOCHS[1])
    offsets = {offset(found, _EPOCHS[0]), *(change.after for change in changes)}
    return frozenset(int(each.total_seconds()) // 60 % 60 for each in offsets)


def _without(all_: Sequence[int], values: Sequence[int]) -> tuple[int, ...]:
    return tuple(value for value in all_ if value not in values)


def ranges(values: Sequence[int]) -> list[dict[str, int]]:
    """Sorted numbers as ranges: one where they are evenly spaced, else a range for each run."""
    steps = {after - before for before, after in pairwise(values)}
    if len(values) > 2 and len(steps) == 1:
        return [_range(values[0], values[-1], steps.pop())]
    runs: list[list[int]] = []
    for value in values:
        if runs and runs[-1][-1] == value - 1:
            runs[-1].append(value)
        else:
            runs.append([value])
    return [_range(run[0], run[-1], 1) for run in runs]


def _range(start: int, end: int, step: int) -> dict[str, int]:
    """A range without what the server takes for granted."""
    return {"start": start} | ({"end": end} if end > start else {}) | ({"step": step} if step > 1 else {})
