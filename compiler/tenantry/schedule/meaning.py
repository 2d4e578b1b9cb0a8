"""What a schedule means, whatever engine runs it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property


class DayRule(StrEnum):
    """Where day of month and day of week are both restricted: either must match, or both."""

    EITHER = "either"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with a schedule as written.

    `kind` is one of invalid, never-fires, ambiguous-days, unneeded-days, step-too-large, uneven-step, rare-day; the
    last two only warn. `start` and `end` are character offsets into a cron expression; `field` is the key of a simple
    schedule that is meant.
    """

    kind: str
    message: str
    help: str
    start: int = 0
    end: int = 0
    field: str = "every"

    @property
    def warns(self) -> bool:
        """Whether the schedule may be used all the same."""
        return self.kind in ("uneven-step", "rare-day")


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """Local times of a zone, as sorted numbers; weekdays count from Sunday, 0.

    `running` schedules fire at every instant whose local time matches; the others name fixed times, each of which fires
    once a day (docs/schedules.md). `cron` says the same in five fields of numbers, for engines that read cron.
    """

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: tuple[int, ...]
    months: tuple[int, ...]
    weekdays: tuple[int, ...]
    day_rule: DayRule | None
    running: bool
    cron: tuple[str, ...]

    def __hash__(self) -> int:
        """That of `cron`, which tells nearly all apart, as schedules are looked up far more often than made."""
        return hash(self.cron)

    @cached_property
    def times(self) -> tuple[int, ...]:
        """Minutes of the day at which it fires."""
        return tuple(hour * 60 + minute for hour in self.hours for minute in self.minutes)

    def on(self, day: date) -> bool:
        """Whether it fires on this date."""
        return day.month in self.months and self._matches(day.day, day.isoweekday() % 7)

    def days_of(self, year: int, month: int) -> list[int]:
        """The days of a month on which it fires."""
        if month not in self.months:
            return []
        first, length = monthrange(year, month)
        return [day for day in range(1, length + 1) if self._matches(day, (first + day) % 7)]

    def dates(self, start: date, *, reverse: bool = False) -> Iterator[date]:
        """The dates on which it fires, from `start` on or back, in the years 2 to 9998; none if it never fires."""
        if not self.ever:
            return
        step = -1 if reverse else 1
        year, month = start.year, start.month
        while 2 <= year <= 9998:
            for day in self.days_of(year, month)[::step]:
                found = date(year, month, day)
                if (found <= start) if reverse else (found >= start):
                    yield found
            month += step
            if not 1 <= month <= 12:
                year, month = year + step, 1 if step > 0 else 12

    @property
    def ever(self) -> bool:
        """Whether there is any date on which it fires. Each date of the calendar, 29 February too, falls on each day of
        the week within 400 years, so weekdays never decide this."""
        longest = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
        by_date = any(min(self.days) <= longest.get(month, 31) for month in self.months)
        return by_date or self.day_rule is DayRule.EITHER

    def _matches(self, day: int, weekday: int) -> bool:
        if self.day_rule is DayRule.EITHER:
            return day in self.days or weekday in self.weekdays
        return day in self.days and weekday in self.weekdays
