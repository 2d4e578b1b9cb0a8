"""robfig/cron 3.0.1, the engine of Kubernetes and Argo Workflows: matches local times, whatever the clocks did."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from tenantry.schedule.engines.engine import Engine
from tenantry.schedule.fires import matches
from tenantry.schedule.meaning import Schedule
from tenantry.schedule.zones import changes_between, offset


def _every_match(schedule: Schedule, found: ZoneInfo, low: datetime, high: datetime) -> set[datetime]:
    """Every instant whose local time matches, fixed times too: a gap loses them, a fold repeats them."""
    instants: set[datetime] = set()
    start = low
    for end in [*(change.at for change in changes_between(found, low, high)), high]:
        here = offset(found, start)
        instants.update(local - here for local in matches(schedule, start + here, end + here))
        start = end
    return instants


ROBFIG: Final = Engine(
    name="robfig",
    title="robfig/cron 3.0.1 (Kubernetes, Argo Workflows)",
    gap="skipped",
    fold="twice",
    rule=_every_match,
)
