"""A schedule in the cron() expressions of EventBridge Scheduler
(https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based)."""

from __future__ import annotations

from tenantry.schedule.field import compressed
from tenantry.schedule.meaning import DayRule, Schedule
from tenantry.schedule.nth import nth_weekdays


def expressions(schedule: Schedule) -> list[str] | None:
    """Six fields each: years at the end, weekdays from Sunday 1, and `?` in the day field that is not meant. Where both
    are meant, several that fire together on the dates meant; None where there are none such."""
    minute, hour, _, _, _ = schedule.cron[0].split()
    times = f"{_times(minute, schedule.minutes)} {_times(hour, schedule.hours)}"
    month = "*" if len(schedule.months) == 12 else compressed(schedule.months)
    days = _days(schedule)
    return None if days is None else [f"cron({times} {day} {month} {weekday} *)" for day, weekday in days]


def _times(text: str, values: tuple[int, ...]) -> str:
    """Minutes or hours; `*/n` is written 0/n here."""
    start, _, step = text.partition("/")
    if start == "*" and step.isdigit():
        return f"0/{step}"
    return text if text == "*" else compressed(values)


def _days(schedule: Schedule) -> list[tuple[str, str]] | None:
    day = "*" if len(schedule.days) == 31 else compressed(schedule.days)
    weekday = compressed(tuple(each + 1 for each in schedule.weekdays))
    if schedule.day_rule is DayRule.EITHER:
        return [(day, "?"), ("?", weekday)]
    if schedule.day_rule is DayRule.BOTH:
        pairs = nth_weekdays(schedule)
        return None if pairs is None else [("?", f"{each + 1}#{n}") for each, n in pairs]
    return [(day, "?") if len(schedule.weekdays) == 7 else ("?", weekday)]
