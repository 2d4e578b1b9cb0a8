"""A time that somebody chose lies in the hour that a zone's clocks skip or repeat."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from tenantry.diagnostics import Diagnostic, codes
from tenantry.rules.facts import Facts
from tenantry.schedule.meaning import Schedule
from tenantry.schedule.nights import nights


def time_in_clock_change(facts: Facts) -> Iterator[Diagnostic]:
    """Stands at the schedule, with the next two dates. Hours that the stable hash chose, and schedules of every hour or
    of hours by steps, mean no time in particular. Silent where a target says more (TN412)."""

    @cache
    def dates(schedule: Schedule, zone: str) -> str:
        found = nights(schedule, zone, since=facts.day)
        return "; ".join(f"{each.date} {each.message}" for each in found)

    for installation in facts.installations:
        schedule = installation.schedule
        if "hour" in schedule.spread or _of_every_hour(schedule.meaning):
            continue
        found = dates(schedule.meaning, schedule.timezone)
        if found:
            yield Diagnostic(
                code=codes.TIME_IN_CLOCK_CHANGE,
                message=f"clocks change in {schedule.timezone} at this time: {found}",
                span=installation.origins["schedule"][0].span,
                help="choose an hour outside the change, or a zone without changes such as UTC",
                tenants=(installation.id,),
            )


def _of_every_hour(schedule: Schedule) -> bool:
    """Whether the hours follow the running clock."""
    return schedule.running and schedule.cron[0].split()[1].startswith("*")
