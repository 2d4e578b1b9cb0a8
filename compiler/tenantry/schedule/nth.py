"""Weekdays of a month by number: the dates that schedulers without `days: both` can still ask for."""

from __future__ import annotations

from typing import Final

from tenantry.schedule.meaning import DayRule, Schedule

_LENGTHS: Final = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
"""The longest that a month can be, where that is not 31."""


def nth_weekdays(schedule: Schedule) -> tuple[tuple[int, int], ...] | None:
    """The pairs (weekday from Sunday 0, n) whose nth in the month are all of a schedule's dates; `1-7 * 1` with
    `days: both` is the first Monday. None where the schedule has another rule, or its days are not whole weeks counted
    from the 1st."""
    if schedule.day_rule is not DayRule.BOTH:
        return None
    longest = max(_LENGTHS.get(month, 31) for month in schedule.months)
    days = {day for day in schedule.days if day <= longest}
    weeks = [range(first, min(first + 7, longest + 1)) for first in range(1, longest + 1, 7)]
    chosen = [n for n, week in enumerate(weeks, start=1) if days.issuperset(week)]
    if sum(len(weeks[n - 1]) for n in chosen) != len(days):
        return None
    return tuple((weekday, n) for n in chosen for weekday in schedule.weekdays)
