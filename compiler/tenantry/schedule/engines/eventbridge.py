"""EventBridge Scheduler, by its manual alone: no such engine can be had to measure
(https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from tenantry.schedule.engines.engine import Engine
from tenantry.schedule.fires import matches
from tenantry.schedule.meaning import Schedule
from tenantry.schedule.zones import changes_between, offset


def _first_readings(schedule: Schedule, found: ZoneInfo, low: datetime, high: datetime) -> set[datetime]:
    """Each local time once, the first time, whatever the expression; those that do not exist are left out."""
    instants: set[datetime] = set()
    start, reached = low, datetime.min.replace(tzinfo=UTC)
    for end in [*(change.at for change in changes_between(found, low, high)), high]:
        here = offset(found, start)
        instants.update(local - here for local in matches(schedule, start + here, end + here) if local >= reached)
        reached = max(reached, end + here)
        start = end
    return instants


EVENTBRIDGE: Final = Engine(
    name="eventbridge",
    title="EventBridge Scheduler, by its manual (not measured)",
    gap="skipped",
    fold="once, the first time",
    rule=_first_readings,
)
