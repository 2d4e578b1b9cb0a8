"""A schedule of one zone in the local time of another, where neither changes its clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from tenantry.schedule.field import compressed
from tenantry.schedule.meaning import DayRule, Schedule

_DAY = 1440


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One expression; `only_on` are the weekdays (Sunday 0) that a run must check for itself, as cron cannot ask for a
    date and a weekday at once."""

    cron: str
    only_on: tuple[int, ...] = ()


def lines(schedule: Schedule, delta: timedelta) -> list[Line] | None:
    """The expressions that mean the same `delta` later on the clock; None where a date would have to move."""
    if not delta:
        only_on = schedule.weekdays if schedule.day_rule is DayRule.BOTH else ()
        minute, hour, day, month, weekday = schedule.cron[0].split()
        return [Line(cron=" ".join([minute, hour, day, month, "*" if only_on else weekday]), only_on=only_on)]
    shifted: dict[int, list[int]] = {}
    for time in schedule.times:
        days, minute_of_day = divmod(time + int(delta.total_seconds()) // 60, _DAY)
        shifted.setdefault(days, []).append(minute_of_day)
    dated = len(schedule.days) < 31 or len(schedule.months) < 12
    if dated and set(shifted) != {0}:
        return None
    return [line for days, times in sorted(shifted.items()) for line in _of_day(schedule, days, times)]


def _of_day(schedule: Schedule, days: int, times: list[int]) -> list[Line]:
    """Times of one day as products of minutes and hours."""
    hours: dict[int, list[int]] = {}
    for time in times:
        hours.setdefault(time % 60, []).append(time // 60)
    minutes: dict[tuple[int, ...], list[int]] = {}
    for minute, found in sorted(hours.items()):
        minutes.setdefault(tuple(sorted(found)), []).append(minute)
    weekdays = tuple(sorted((weekday + days) % 7 for weekday in schedule.weekdays))
    only_on = weekdays if schedule.day_rule is DayRule.BOTH else ()
    day = "*" if len(schedule.days) == 31 else compressed(schedule.days)
    month = "*" if len(schedule.months) == 12 else compressed(schedule.months)
    weekday = "*" if len(weekdays) == 7 or only_on else compressed(weekdays)
    return [
        Line(cron=f"{compressed(tuple(each))} {compressed(found)} {day} {month} {weekday}", only_on=only_on)
        for found, each in sorted(minutes.items())
    ]
