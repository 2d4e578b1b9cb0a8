"""The meaning of docs/schedules.md once more, by walking through every minute: slow and plain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tenantry.schedule.meaning import Schedule

MINUTE = timedelta(minutes=1)
LONGEST_FOLD = timedelta(hours=8)


def walked(schedule: Schedule, zone: ZoneInfo, low: datetime, high: datetime) -> list[datetime]:
    """The fires after `low` and up to `high`."""
    seen: set[datetime] = set()
    found = []
    start = low - LONGEST_FOLD
    previous = local_time(start, zone)
    instant = start
    while instant < high:
        instant += MINUTE
        now = local_time(instant, zone)
        if fires_at(schedule, now, previous, seen) and instant > low:
            found.append(instant)
        seen.add(now)
        previous = now
    return found


def fires_at(schedule: Schedule, now: datetime, previous: datetime, seen: set[datetime]) -> bool:
    if schedule.running:
        return matches(schedule, now)
    if now in seen:
        return False
    skipped = [minute for minute in minutes_between(previous, now) if matches(schedule, minute)]
    return matches(schedule, now) or any(not whole_day_lost(minute, previous, now) for minute in skipped)


def whole_day_lost(minute: datetime, previous: datetime, now: datetime) -> bool:
    return previous.date() < minute.date() < now.date()


def minutes_between(previous: datetime, now: datetime) -> Iterator[datetime]:
    minute = previous + MINUTE
    while minute < now:
        yield minute
        minute += MINUTE


def matches(schedule: Schedule, local: datetime) -> bool:
    return matches_date(schedule, local) and local.hour in schedule.hours and local.minute in schedule.minutes


def matches_date(schedule: Schedule, day: date) -> bool:
    by_day = day.day in schedule.days
    by_weekday = day.isoweekday() % 7 in schedule.weekdays
    dated = (by_day or by_weekday) if schedule.day_rule == "either" else (by_day and by_weekday)
    return dated and day.month in schedule.months


def local_time(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
