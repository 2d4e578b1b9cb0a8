"""Debian cron 3.0pl1: the model of our own meaning, but for several fixed times in one gap."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tenantry.schedule.engines.engine import Engine
from tenantry.schedule.fires import matches, meant
from tenantry.schedule.meaning import Schedule
from tenantry.schedule.zones import changes_between

_CATCHES_UP: Final = timedelta(hours=3)
"""Longer jumps are taken for a correction of the clock, and nothing is made up for (cron(8))."""


def _one_by_one(schedule: Schedule, found: ZoneInfo, low: datetime, high: datetime) -> set[datetime]:
    """At the end of a gap, a start for each fixed time in it and one for that minute itself, one right after another:
    shown here a second apart."""
    instants = meant(schedule, found, low, high)
    if schedule.running:
        return instants
    for change in changes_between(found, low, high):
        if change.forward and change.after - change.before <= _CATCHES_UP:
            start, end = change.at + change.before, change.at + change.after
            starts = sum(1 for _ in matches(schedule, start, end + timedelta(minutes=1)))
            instants.update(change.at + timedelta(seconds=second) for second in range(1, starts))
    return instants


DEBIAN_CRON: Final = Engine(
    name="debian-cron",
    title="Debian cron 3.0pl1, the daemon in that zone",
    gap="at the jump, once for each time",
    fold="once, the first time",
    rule=_one_by_one,
)
