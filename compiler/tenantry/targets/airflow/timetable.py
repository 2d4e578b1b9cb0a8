"""A schedule in the expressions that Airflow reads as it is meant."""

from __future__ import annotations

from typing import Final

from tenantry.schedule.engines.airflow import covers_every_hour
from tenantry.schedule.meaning import DayRule, Schedule
from tenantry.schedule.nth import nth_weekdays

_HALVES: Final = ("0-11", "12-23")


def expressions(schedule: Schedule) -> list[str] | None:
    """Five fields each; the timetable fires where any of them does. None where no expressions mean the same."""
    days = nth_weekdays(schedule)
    if schedule.day_rule is DayRule.BOTH and days is None:
        return None
    found = []
    for cron in schedule.cron:
        minute, hour, day, month, weekday = cron.split()
        if days is not None:
            day, weekday = "*", ",".join(f"{each}#{n}" for each, n in days)
        whole = len(schedule.hours) == 24 and not covers_every_hour(schedule)
        found += [f"{minute} {each} {day} {month} {weekday}" for each in (_HALVES if whole else (hour,))]
    return found
