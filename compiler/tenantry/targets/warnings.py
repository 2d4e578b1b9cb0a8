"""Clock changes on which a target's engine does not do what the schedule says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tenantry.diagnostics import Diagnostic, codes
from tenantry.model.resolved import Installation
from tenantry.schedule import deviations


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
