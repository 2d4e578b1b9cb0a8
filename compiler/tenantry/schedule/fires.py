"""When a schedule fires: instants, in order, in either direction, without walking through the minutes between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tenantry.schedule.meaning import Schedule
from tenantry.schedule.zones import changes_between, known_zone, offset

DAY: Final = timedelta(days=1)
_FIRST: Final = datetime(3, 1, 1, tzinfo=UTC)
_LAST: Final = datetime(9998, 1, 1, tzinfo=UTC)
"""Python's calendar ends a little outside of these, and days are looked up on either side."""

Rule = Callable[[Schedule, ZoneInfo, datetime, datetime], set[datetime]]
"""All fires of a schedule from one instant up to another, where clocks change in between."""


def fires(
    schedule: Schedule, zone_name: str, *, start: datetime, reverse: bool = False, rule: Rule | None = None
) -> Iterator[datetime]:
    """The instants, in UTC, strictly after `start` (or before it, the latest first).

    `rule` says what happens where clocks change; by default what docs/schedules.md says. Ends at the end of the
    calendar, and at once where the schedule never fires. ValueError for a zone that is not known.
    """
    walk = _Walk(schedule, known_zone(zone_name), rule or meant)
    for instant in walk.instants(min(max(start, _FIRST), _LAST), reverse):
        if (instant < start) if reverse else (instant > start):
            yield instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Local dates next to each other near a clock change, and the instants at which they begin and are over."""

    first: date
    last: date
    low: datetime
    high: datetime


class _Walk:
    """Goes from date to date; dates near a clock change are taken together, the others are one subtraction each."""

    def __init__(self, schedule: Schedule, found: ZoneInfo, rule: Rule) -> None:
        self.schedule = schedule
        self.zone = found
        self.rule = rule
        self.deltas = [timedelta(minutes=minute) for minute in schedule.times]

    def instants(self, start: datetime, reverse: bool) -> Iterator[datetime]:
        first = start.astimezone(self.zone).date()
        first = _edge(self.zone, first, back=not reverse) if troubled(self.zone, first) else first
        done: Block | None = None
        for day in self.schedule.dates(_near(first, reverse), reverse=reverse):
            if done and done.first <= day <= done.last:
                continue
            if not troubled(self.zone, day):
                yield from self._calm(day, reverse)
                continue
            done = block(self.zone, day)
            yield from sorted(self.rule(self.schedule, self.zone, done.low, done.high), reverse=reverse)

    def _calm(self, day: date, reverse: bool) -> Iterator[datetime]:
        start = _utc(day) - offset(self.zone, _utc(day))
        for delta in reversed(self.deltas) if reverse else self.deltas:
            yield start + delta


def troubled(found: ZoneInfo, day: date) -> bool:
    """Whether clocks change on or next to this local date."""
    start = _utc(day)
    return offset(found, start - DAY) != offset(found, start + 2 * DAY)


def block(found: ZoneInfo, day: date) -> Block:
    """The troubled dates around one of them."""
    first, last = _edge(found, day, back=True), _edge(found, day, back=False)
    low, high = _utc(first), _utc(last + DAY)
    return Block(first=first, last=last, low=low - offset(found, low - DAY), high=high - offset(found, high + DAY))


def _edge(found: ZoneInfo, day: date, *, back: bool) -> date:
    """The last troubled date on that side of a troubled date."""
    step = -DAY if back else DAY
    while troubled(found, day + step):
        day += step
    return day


def _near(day: date, reverse: bool) -> date:
    """A day before (or after) a date, so that no zone's offset hides a fire."""
    return day + DAY if reverse else day - DAY


def _utc(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def meant(schedule: Schedule, found: ZoneInfo, low: datetime, high: datetime) -> set[datetime]:
    """The meaning (docs/schedules.md) between two instants: running schedules fire at each instant whose local time
    matches; fixed times in a gap fire together at its end, those in a fold fire the first time."""
    instants: set[datetime] = set()
    repeated_until = None
    start = low
    changes = changes_between(found, low, high)
    for end in [*(change.at for change in changes), high]:
        here = offset(found, start)
        local = list(matches(schedule, start + here, end + here))
        if not schedule.running and repeated_until is not None:
            local = [each for each in local if each >= repeated_until]
        instants.update(each - here for each in local)
        change = next((change for change in changes if change.at == end), None)
        repeated_until = None
        if change is not None and not schedule.running:
            if change.forward:
                if _skipped(schedule, end + change.before, end + change.after):
                    instants.add(end)
            else:
                repeated_until = end + change.before
        start = end
    return instants


def every_match(schedule: Schedule, found: ZoneInfo, low: datetime, high: datetime) -> set[datetime]:
    """Every instant whose local time matches, fixed times too: a gap loses them, a fold repeats them."""
    instants: set[datetime] = set()
    start = low
    for end in [*(change.at for change in changes_between(found, low, high)), high]:
        here = offset(found, start)
        instants.update(local - here for local in matches(schedule, start + here, end + here))
        start = end
    return instants


def matches(schedule: Schedule, low: datetime, high: datetime) -> Iterator[datetime]:
    """The local times at which it fires, from `low` up to but without `high`; local times are written as if UTC."""
    day = low.date()
    while day <= high.date():
        if schedule.on(day):
            midnight = _utc(day)
            for minute in schedule.times:
                if low <= midnight + timedelta(minutes=minute) < high:
                    yield midnight + timedelta(minutes=minute)
        day += DAY


def _skipped(schedule: Schedule, low: datetime, high: datetime) -> bool:
    """Whether a fixed time falls into a gap, but for dates that the zone skipped altogether."""
    return any(not whole_date(each, low, high) for each in matches(schedule, low, high))


def whole_date(local: datetime, low: datetime, high: datetime) -> bool:
    """Whether the whole date of a local time lies in a gap from `low` to `high`."""
    return low <= _utc(local.date()) and _utc(local.date() + DAY) <= high
