"""Schedules that mean every hour of every day: the same minutes on the clocks of other zones, clock changes too."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from tenantry.schedule.meaning import Schedule
from tenantry.schedule.zones import offsets

_HOUR: Final = timedelta(hours=1)
_MINUTE: Final = timedelta(minutes=1)


def minutes_elsewhere(schedule: Schedule, zone: str, there: str) -> tuple[int, ...] | None:
    """The minutes at which clocks in the zone `there` show the fires of a schedule of `zone` that follows the running
    clock at every hour of every day; None for any other schedule, and where an offset of either zone moves them."""
    meant = (len(schedule.hours), len(schedule.days), len(schedule.months), len(schedule.weekdays))
    if not schedule.running or meant != (24, 31, 12, 7):
        return None
    apart = {(after - before) % _HOUR // _MINUTE for before in offsets(zone) for after in offsets(there)}
    found = {tuple(sorted((minute + each) % 60 for minute in schedule.minutes)) for each in apart}
    return found.pop() if len(found) == 1 else None
