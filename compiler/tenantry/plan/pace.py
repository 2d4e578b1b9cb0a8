"""How often a fleet runs, and when single tenants do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from typing import Final

from tenantry.model.change import Action, FireTimes, Pace, TenantChange
from tenantry.model.compiled import Compiled
from tenantry.model.resolved import Installation, ResolvedSchedule
from tenantry.schedule.fires import fires
from tenantry.schedule.load import starts
from tenantry.schedule.meaning import DayRule, Schedule

NEXT: Final = 3
"""Fire times that are shown for a tenant."""
_YEARS: Final = range(2000, 2028)
"""28 years: after them the calendar repeats, leap days and weekdays together."""
_DAYS: Final = 28 * 365 + 7
_WEEK: Final = 7


def pace(state: Compiled, *, as_of: datetime) -> Pace:
    """The pace of the tenants that are not paused: runs on the average day of the calendar, and the most that start in
    one minute of the seven days from the date of `as_of` on."""
    counted = Counter(state.rest.pace)
    counted.update(
        (each.schedule.meaning, each.schedule.timezone) for each in state.installations if not each.schedule.paused
    )
    runs = sum((_per_day(schedule) * number for (schedule, _), number in counted.items()), Fraction(0))
    day = as_of.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return Pace(runs_per_day=runs, peak_per_minute=max(starts(counted, start=day, days=_WEEK), default=0))


def _per_day(schedule: Schedule) -> Fraction:
    return len(schedule.times) * _share(schedule.days, schedule.months, schedule.weekdays, schedule.day_rule)


@lru_cache(maxsize=1024)
def _share(
    days: tuple[int, ...], months: tuple[int, ...], weekdays: tuple[int, ...], rule: DayRule | None
) -> Fraction:  # fmt: skip
    """The share of the calendar's days on which a schedule fires."""
    every = Schedule(
        minutes=(0,), hours=(0,), days=days, months=months, weekdays=weekdays, day_rule=rule, running=False, cron=()
    )
    return Fraction(sum(len(every.days_of(year, month)) for year in _YEARS for month in months), _DAYS)


def fire_times(
    changes: Sequence[TenantChange],
    before: Mapping[str, Installation],
    after: Mapping[str, Installation],
    *,
    as_of: datetime,
) -> list[FireTimes]:
    """The next fire times of changed tenants whose schedule or pause differs."""
    return [
        FireTimes(
            tenant=change.id,
            before=_next(before[change.id].schedule, as_of),
            after=_next(after[change.id].schedule, as_of),
        )
        for change in changes
        if change.action is Action.CHANGE
        and change.id in before
        and before[change.id].schedule != after[change.id].schedule
    ]


def _next(schedule: ResolvedSchedule, as_of: datetime) -> tuple[datetime, ...]:
    if schedule.paused:
        return ()
    return tuple(islice(fires(schedule.meaning, schedule.timezone, start=as_of), NEXT))
