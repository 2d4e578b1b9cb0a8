"""Whether the daemon's zone can stand for a tenant's."""

from __future__ import annotations

from datetime import timedelta

from tenantry.model.resolved import Installation
from tenantry.schedule.field import compressed
from tenantry.schedule.hourly import minutes_elsewhere
from tenantry.schedule.zones import fixed_offset
from tenantry.targets.crontab.options import Options
from tenantry.targets.crontab.shift import Line, lines


def cron_lines(installation: Installation, options: Options) -> list[Line] | None:
    """The expressions in the daemon's zone, or None where it cannot express the schedule."""
    schedule = installation.schedule
    minutes = minutes_elsewhere(schedule.meaning, schedule.timezone, options.timezone)
    if minutes is not None:
        return [Line(cron=f"{'*' if len(minutes) == 60 else compressed(minutes)} * * * *")]
    delta = _delta(schedule.timezone, options.timezone)
    return None if delta is None else lines(schedule.meaning, delta)


def _delta(zone: str, host: str) -> timedelta | None:
    """How much later the host's clock shows the same instant; None where that changes."""
    if zone == host:
        return timedelta()
    here, there = fixed_offset(zone), fixed_offset(host)
    return None if here is None or there is None else there - here
