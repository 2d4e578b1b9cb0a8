"""When a schedule fires: instants, in order, in either direction, without walking through the minutes between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tenantry.schedule.meaning import Schedule
from tenantry.schedule.zones import changes_between, offset, zone

_DAY: Final = timedelta(days=1)
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
    found = zone(zone_name)
    if found is None:
        raise ValueError("not a time zone of the IANA database")
    walk = _Walk(schedule, found, rule or meant)
    for instant in walk.instants(min(max(start, _FIRST), _LAST), reverse):
        if (instant < start) if reverse else (instant > start):
            yield instant


class _Walk:
    """Goes from date to date; dates near a clock change are taken together, the others are one subtraction each."""

    def __init__(self, schedule: Schedule, found: ZoneInfo, rule: Rule) -> None:
        self.schedule = schedule
        self.zone = found
        self.rule = rule
        self.deltas = [timedelta(minutes=minute) for minute in schedule.times]

    def instants(self, start: datetime, reverse: bool) -> Iterator[datetime]:
        first = start.astimezone(self.zone).date()
        first = self._edge(first, back=not reverse) if self._troubled(first) else first
        done: tuple[date, date] | None = None
        for day in self.schedule.dates(_near(first, reverse), reverse=reverse):
            if done and done[0] <= day <= done[1]:
                continue
            if not self._troubled(day):
                yield from self._calm(day, reverse)
                continue
            done = (self._edge(day, back=True), self._edge(day, back=False))
            low, high = _utc(done[0]), _utc(done[1] + _DAY)
            low -= offset(self.zone, low - _DAY)
            high -= offset(self.zone, high + _DAY)
            yield from sorted(self.rule(self.schedule, self.zone, low, high), reverse=reverse)

    def _calm(self, day: date, reverse: bool) -> Iterator[datetime]:
        midnight = _utc(day) - offset(self.zone, _utc(day))
        for delta in reversed(self.deltas) if reverse else self.deltas:
            yield midnight + delta

    def _troubled(self, day: date) -> bool:
        """Whether clocks change on or next to this date."""
        midnight = _utc(day)
        return offset(self.zone, midnight - _DAY) != offset(self.zone, midnight + 2 * _DAY)

    def _edge(self, day: date, *, back: bool) -> date:
        """The last troubled date on that side."""
        step = -_DAY if back else _DAY
        while self._troubled(day + step):
            day += step
        return day


def _near(day: date, reverse: bool) -> date:
    """A day before (or after) a date, so that no zone's offset hides a fire."""
    return day + _DAY if reverse else day - _DAY


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


def matches(schedule: Schedule, low: datetime, high: datetime) -> Iterator[datetime]:
    """The local times at which it fires, from `low` up to but without `high`; local times are written as if UTC."""
    day = low.date()
    while day <= high.date():
        if schedule.on(day):
            midnight = _utc(day)
            for minute in schedule.times:
                if low <= midnight + timedelta(minutes=minute) < high:
                    yield midnight + timedelta(minutes=minute)
        day += _DAY


def _skipped(schedule: Schedule, low: datetime, high: datetime) -> bool:
    """Whether a fixed time falls into a gap, but for dates that the zone skipped altogether."""
    return any(
        not (low <= _utc(each.date()) and _utc(each.date() + _DAY) <= high) for each in matches(schedule, low, high)
    )
