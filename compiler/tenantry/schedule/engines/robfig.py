"""robfig/cron 3.0.1, the engine of Kubernetes and Argo Workflows: matches local times, whatever the clocks did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Final
from zoneinfo import ZoneInfo

from tenantry.schedule.engines.engine import Engine
from tenantry.schedule.fires import every_match, fires
from tenantry.schedule.meaning import Schedule
from tenantry.schedule.zones import ClockChange, changes_between, offset

_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
_YEARS: Final = 5
"""How far ahead it looks."""


def _between(schedule: Schedule, found: ZoneInfo, low: datetime, high: datetime) -> Iterator[datetime]:
    """What it fires after `low` and up to `high`. It finds every match where clocks change by whole hours within a day;
    elsewhere it steps over some, or comes back to the last one for ever, so that its steps are gone after one by one
    until it has fired on a later day."""
    odd = [change.at for change in changes_between(found, low, high) if not _plain(change)]
    at: datetime | None = low
    while at is not None and odd and at <= odd[-1] + _DAY:
        last, at = at, _Search(schedule, found, at).next()
        if at is None or not last < at <= high:
            return
        yield at
    if at is not None:
        yield from takewhile(lambda each: each <= high, fires(schedule, found.key, start=at, rule=every_match))


def _plain(change: ClockChange) -> bool:
    """Whether clocks change from one full hour to another of the same date, midnight left out."""
    walls = sorted((change.at + each).replace(tzinfo=None) for each in (change.before, change.after))
    full = all(wall == wall.replace(minute=0, second=0) for wall in walls)
    return full and walls[0].date() == walls[1].date() and walls[0].hour > 0


class _Search:
    """The search for the next fire as its SpecSchedule.Next does it (spec.go): months, days, hours and minutes are
    counted up until each matches, and begin again where one turns over. It adds hours to instants but days to dates,
    and so loses or invents fires where a date has no midnight or an hour no full length."""

    def __init__(self, schedule: Schedule, found: ZoneInfo, after: datetime) -> None:
        self.schedule = schedule
        self.zone = found
        self.counted = False
        self._go((after + timedelta(seconds=1)).replace(microsecond=0))

    def next(self) -> datetime | None:
        """The next fire; None where it gives up, or never comes back."""
        last = self.wall.year + _YEARS
        steps = (self._month, self._day, self._hour, self._minute, self._second)
        while self.wall.year <= last:
            try:
                if not any(step() for step in steps):
                    return self.at
            except _Endless:
                return None
        return None

    def _month(self) -> bool:
        while self.wall.month not in self.schedule.months:
            self._begin(day=1, hour=0)
            year, month = self.wall.year + self.wall.month // 12, self.wall.month % 12 + 1
            first = self.wall.replace(year=year, month=month, day=1)
            self._go(self._instant(first + timedelta(days=self.wall.day - 1)))
            if self.wall.month == 1:
                return True
        return False

    def _day(self) -> bool:
        while not self.schedule.on(self.wall.date()):
            self._begin(hour=0)
            before = self.at
            self._go(self._instant(self.wall + timedelta(days=1)))
            hour = self.wall.hour
            self._go(self.at + (24 - hour if hour > 12 else -hour) * _HOUR)
            if self.at <= before:
                raise _Endless
            if self.wall.day == 1:
                return True
        return False

    def _hour(self) -> bool:
        while self.wall.hour not in self.schedule.hours:
            self._begin()
            self._go(self.at + _HOUR)
            if self.wall.hour == 0:
                return True
        return False

    def _minute(self) -> bool:
        while self.wall.minute not in self.schedule.minutes:
            self.counted = True
            self._go(self.at + self._ahead() - timedelta(seconds=self.wall.second))
            if self.wall.minute == 0:
                return True
        return False

    def _ahead(self) -> timedelta:
        """A minute; or all up to the next that matches or to the full hour, where clocks do not change before it."""
        minute = self.wall.minute
        ahead = (next((each for each in self.schedule.minutes if each > minute), 60) - minute) * _MINUTE
        return ahead if offset(self.zone, self.at + ahead) == offset(self.zone, self.at) else _MINUTE

    def _second(self) -> bool:
        """Fires are on full minutes: what is left of one is passed over."""
        rest = self.wall.second
        if rest:
            self.counted = True
            self._go(self.at + _MINUTE - timedelta(seconds=rest))
        return rest != 0

    def _begin(self, **larger: int) -> None:
        """Before the first field is counted up, those below it begin anew."""
        if not self.counted:
            self.counted = True
            begun = {"hour": self.wall.hour, "day": self.wall.day, **larger}
            self._go(self._instant(self.wall.replace(day=begun["day"], hour=begun["hour"], minute=0, second=0)))

    def _go(self, at: datetime) -> None:
        self.at, self.wall = at, at.astimezone(self.zone).replace(tzinfo=None)

    def _instant(self, wall: datetime) -> datetime:
        """What Go's time.Date makes of a local time: the offset at that time of UTC decides gaps and folds."""
        guess = wall.replace(tzinfo=UTC)
        first = offset(self.zone, guess)
        return guess - (offset(self.zone, guess - first) if first else first)


class _Endless(Exception):
    """It counts up for ever: a day that a zone skipped altogether has no midnight to come to."""


ROBFIG: Final = Engine(
    name="robfig",
    title="robfig/cron 3.0.1 (Kubernetes, Argo Workflows)",
    gap="skipped",
    fold="twice",
    rule=every_match,
    between=_between,
)
