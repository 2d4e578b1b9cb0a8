"""What several targets cannot keep of a schedule: dates, and what it says on clock changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tenantry.diagnostics import Diagnostic, codes
from tenantry.model.resolved import Installation
from tenantry.schedule.engines.deviation import deviations


def clock_changes(installation: Installation, engine: str, target: str, *, as_of: datetime) -> Iterator[Diagnostic]:
    """A warning at the schedule that names the target and the next dates."""
    schedule = installation.schedule
    found = deviations(schedule.meaning, schedule.timezone, engine, since=as_of)
    if not found:
        return
    dates = "; ".join(f"{each.date} {each.message}" for each in found)
    yield Diagnostic(
        code=codes.CLOCK_CHANGE,
        message=f"{target} cannot keep this time when clocks change in {schedule.timezone}: {dates}",
        span=installation.origins["schedule"][0].span,
        help="choose an hour outside the change, or a zone without changes such as UTC",
        tenants=(installation.id,),
    )


def not_whole_weeks(installation: Installation, target: str) -> Diagnostic:
    """An error at the schedule of a target that knows the nth weekday of a month, and no other way to ask for both."""
    return Diagnostic(
        code=codes.NOT_EXPRESSIBLE,
        message=f"target {target} cannot express these dates: with `days: both` the days must be whole weeks",
        span=installation.origins["schedule"][0].span,
        help="choose from 1-7, 8-14, 15-21, 22-28, 29-31, restrict one day field alone, or use another target",
        tenants=(installation.id,),
    )
