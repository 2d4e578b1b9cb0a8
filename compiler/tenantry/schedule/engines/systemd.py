"""systemd 252: goes forward through local times, whatever the clocks did."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tenantry.schedule.engines.engine import Engine
from tenantry.schedule.fires import matches
from tenantry.schedule.meaning import Schedule
from tenantry.schedule.zones import ClockChange, changes_between, offset

_SECOND: Final = timedelta(seconds=1)


def _each_local_time_once(schedule: Schedule, found: ZoneInfo, low: datetime, high: datetime) -> set[datetime]:
    """Local times that exist fire, those that come twice the first time, of running schedules too."""
    instants: set[datetime] = set()
    start, seen = low, low + offset(found, low)
    changes = {change.at: change for change in changes_between(found, low, high)}
    for end in [*changes, high]:
        here = offset(found, start)
        instants.update(local - here for local in matches(schedule, max(start + here, seen), end + here))
        start, seen = end, max(seen, end + here)
        if end in changes and changes[end].forward:
            seen = max(seen, _found_again(schedule, found, changes[end]))
    return instants


def _found_again(schedule: Schedule, found: ZoneInfo, change: ClockChange) -> datetime:
    """The local time, written as if UTC, from which systemd finds fires after a gap. In a zone whose summer counts as
    its standard time (Dublin), a search that jumps to an hour in the gap is taken back, and goes on
    with the next day."""
    gap = change.at + change.before
    winter = (change.at - _SECOND).astimezone(found).dst()
    jumps = gap.hour in schedule.hours and gap.hour - 1 not in schedule.hours
    if not winter or not jumps or not schedule.on(gap.date()):
        return gap
    return gap.replace(hour=0, minute=0) + timedelta(days=1)


SYSTEMD: Final = Engine(
    name="systemd",
    title="systemd 252, OnCalendar in that zone",
    gap="skipped",
    fold="once, the first time",
    rule=_each_local_time_once,
)
