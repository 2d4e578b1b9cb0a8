"""systemd 252: goes forward through local times, whatever the clocks did."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from tenantry.schedule.engines.engine import Engine
from tenantry.schedule.fires import matches
from tenantry.schedule.meaning import Schedule
from tenantry.schedule.zones import changes_between, offset


def _each_local_time_once(schedule: Schedule, found: ZoneInfo, low: datetime, high: datetime) -> set[datetime]:
    """Local times that exist fire, those that come twice the first time, of running schedules too."""
    instants: set[datetime] = set()
    start, seen = low, low + offset(found, low)
    for end in [*(change.at for change in changes_between(found, low, high)), high]:
        here = offset(found, start)
        instants.update(local - here for local in matches(schedule, max(start + here, seen), end + here))
        start, seen = end, max(seen, end + here)
    return instants


SYSTEMD: Final = Engine(
    name="systemd",
    title="systemd 252, OnCalendar in that zone",
    gap="skipped",
    fold="once, the first time",
    rule=_each_local_time_once,
)
