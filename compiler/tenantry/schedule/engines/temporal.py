"""Temporal's schedules: structured calendars, or intervals less the times at which they must not fire.

The server walks a calendar hour by hour on the wall clock, and makes an instant of what it finds as Go's time.Date does
(https://pkg.go.dev/time#Date). Where it sees that an hour is repeated, it goes through the hour before once more, and
what it takes for the second hour is moved by one. Measured on server 1.32.0; the tests ask the server itself.

Intervals count from the epoch, and what is excluded from them is matched on the wall clock: they fire at every instant
whose local time matches.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from tenantry.schedule.engines.engine import Engine
from tenantry.schedule.fires import every_match, matches
from tenantry.schedule.meaning import DayRule, Schedule
from tenantry.schedule.zones import changes_between, clock_changes, offset

_HOUR: Final = timedelta(hours=1)
_MINUTE: Final = timedelta(minutes=1)
_NONE: Final = timedelta()
_BEFORE, _AFTER = timedelta(hours=4), timedelta(hours=26)
"""Outside of this around a clock change calendars are matched as they stand; a gap at midnight can cost a whole day."""
_YEARS: Final = (datetime(2025, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC))
"""The clock changes that count for a zone: until then the tz database writes them down."""
ALL_DAYS: Final = tuple(range(1, 32))
ALL_WEEKDAYS: Final = tuple(range(7))


def by_interval(schedule: Schedule, zone_name: str) -> bool:
    """Whether a schedule is said by intervals: where a calendar would go wrong near a clock change, and firing at
    every matching instant is what is meant. A gap at midnight can cost a calendar of weekdays the whole day.

    The server passes over what is excluded one by one, and gives up after about a million. With every month and no rule
    that both days must match, two months of minutes are the most."""
    repeated, near = _touched(zone_name)
    rare = len(schedule.months) < 12 or schedule.day_rule is DayRule.BOTH
    by_weekday = len(schedule.weekdays) < 7 and 0 in repeated
    if rare or (near.isdisjoint(schedule.times) and not by_weekday):
        return False
    return schedule.running or repeated.isdisjoint(schedule.times)


def calendars(schedule: Schedule) -> tuple[Schedule, ...]:
    """The schedule as calendars of which any may match, each without a rule for its days."""
    if schedule.day_rule is DayRule.EITHER:
        return (
            replace(schedule, weekdays=ALL_WEEKDAYS, day_rule=None),
            replace(schedule, days=ALL_DAYS, day_rule=None),
        )
    return (replace(schedule, day_rule=None),)


@lru_cache(maxsize=1024)
def _touched(zone_name: str) -> tuple[frozenset[int], frozenset[int]]:
    """Minutes of the day that a clock change of the zone skips or repeats, and those of whole hours around them."""
    repeated: set[int] = set()
    near: set[int] = set()
    for change in clock_changes(zone_name, start=_YEARS[0], end=_YEARS[1]):
        low, high = sorted((change.at + change.before, change.at + change.after))
        repeated.update(_minutes(low, high))
        near.update(_minutes(low.replace(minute=0) - _HOUR, high.replace(minute=0) + _HOUR))
    return frozenset(repeated), frozenset(near)


def _minutes(low: datetime, high: datetime) -> Iterator[int]:
    while low < high:
        yield low.hour * 60 + low.minute
        low += _MINUTE


def _fires(schedule: Schedule, found: ZoneInfo, low: datetime, high: datetime) -> set[datetime]:
    """What the server makes of the specification that the target renders."""
    if by_interval(schedule, found.key):
        return every_match(schedule, found, low, high)
    said = calendars(schedule)
    instants: set[datetime] = set()
    start = low
    for change in changes_between(found, low, high):
        begin, end = max(start, change.at - _BEFORE), min(high, change.at + _AFTER)
        instants.update(_plain(schedule, found, start, begin))
        instants.update(each for each in _walk(said, found, begin - _MINUTE, end) if begin <= each < end)
        start = end
    instants.update(_plain(schedule, found, start, high))
    return instants


def _plain(schedule: Schedule, found: ZoneInfo, low: datetime, high: datetime) -> Iterator[datetime]:
    if low < high:
        here = offset(found, low)
        yield from (local - here for local in matches(schedule, low + here, high + here))


def _walk(said: tuple[Schedule, ...], found: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """The instants that follow `start`, each asked for from the one before, a little beyond `end`."""
    instant: datetime | None = start
    while instant is not None and instant < end:
        after = [each for calendar in said if (each := _next(calendar, found, instant, end)) is not None]
        instant = min(after, default=None)
        if instant is not None:
            yield instant


def _next(calendar: Schedule, found: ZoneInfo, instant: datetime, end: datetime) -> datetime | None:
    """The calendar's next instant as the server finds it, or None where it lies well beyond `end`."""
    wall = _local(found, instant)
    again = _HOUR if _local(found, instant - _HOUR).hour == wall.hour else _NONE
    hour, minute = wall.replace(minute=0), wall.minute + 1
    while hour - offset(found, end) < end + _BEFORE:
        if not _on(calendar, found, hour + minute * _MINUTE if minute < 60 else hour):
            hour, minute, again = datetime.combine(hour.date(), time(), UTC) + timedelta(days=1), 0, _NONE
        elif hour.hour not in calendar.hours:
            hour, minute, again = hour + _HOUR, 0, _NONE
        elif (due := next((each for each in calendar.minutes if each >= minute), None)) is None:
            repeats = not again and _instant(hour + _HOUR, found) - _instant(hour, found) > _HOUR
            hour, minute, again = (hour, 0, _HOUR) if repeats else (hour + _HOUR, 0, _NONE)
        elif _local(found, _instant(hour + due * _MINUTE, found)).hour != hour.hour:
            hour, minute = hour + _HOUR, 0
        else:
            return _instant(hour + due * _MINUTE, found) + again
    return None


def _on(calendar: Schedule, found: ZoneInfo, wall: datetime) -> bool:
    """Whether it fires on that date; the server takes the weekday from the instant, which in a gap at midnight may be
    the day before."""
    weekday = _local(found, _instant(wall, found)).isoweekday() % 7
    return wall.month in calendar.months and wall.day in calendar.days and weekday in calendar.weekdays


def _local(found: ZoneInfo, instant: datetime) -> datetime:
    """The wall clock at an instant, written as if UTC."""
    return instant + offset(found, instant)


def _instant(wall: datetime, found: ZoneInfo) -> datetime:
    """Go's time.Date: the offset at the wall clock read as UTC, or, where that does not hold at the instant which it
    gives, the offset there."""
    ahead = offset(found, wall)
    there = offset(found, wall - ahead)
    return wall - (ahead if there == ahead else there)


TEMPORAL: Final = Engine(
    name="temporal",
    title="Temporal server 1.32.0",
    gap="skipped",
    fold="the second time east of Greenwich, twice west of it",
    rule=_fires,
)
