"""What systemd cannot do as declared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from tenantry.diagnostics import Diagnostic, codes
from tenantry.model.resolved import Installation
from tenantry.schedule.fires import matches
from tenantry.schedule.hourly import minutes_elsewhere
from tenantry.schedule.zones import clock_changes as changes
from tenantry.targets.systemd.render import NAME_LIMIT, service_of
from tenantry.targets.target import Work
from tenantry.targets.warnings import clock_changes

_HOUR: Final = timedelta(hours=1)
_AHEAD: Final = timedelta(days=3 * 366)


def check(work: Work, as_of: datetime) -> Iterator[Diagnostic]:
    """Every tenant that cannot be rendered as it is declared, and clock changes that systemd does not keep."""
    for installation in work.installations:
        if len(service_of(installation)) > NAME_LIMIT:
            yield Diagnostic(
                code=codes.NOT_EXPRESSIBLE,
                message=f"the name of the service of {installation.id} would have more than {NAME_LIMIT} characters, "
                "the most that systemd takes",
                span=installation.origins["id"][0].span,
                help="use a shorter name or fewer hyphens, each of which takes four characters",
                tenants=(installation.id,),
            )
        schedule = installation.schedule
        if minutes_elsewhere(schedule.meaning, schedule.timezone, "UTC") is not None:
            continue
        stop = _stop(installation, as_of)
        if stop is None:
            yield from clock_changes(installation, "systemd", "systemd", as_of=as_of)
        else:
            yield _stops(installation, stop)


def _stop(installation: Installation, as_of: datetime) -> str | None:
    """The next date on which systemd would fail to find the time that follows: its search normalizes local times in a
    gap, goes back where the gap begins within an hour, and gives up (calendarspec.c, measured on 252)."""
    schedule = installation.schedule
    for change in changes(schedule.timezone, start=as_of, end=as_of + _AHEAD):
        gap = change.at + change.before
        if not change.forward or not gap.minute:
            continue
        low = gap.replace(minute=0)
        if any(
            matches(schedule.meaning, low, gap + (change.after - change.before) + _HOUR - timedelta(minutes=gap.minute))
        ):
            return gap.date().isoformat()
    return None


def _stops(installation: Installation, date: str) -> Diagnostic:
    zone = installation.schedule.timezone
    return Diagnostic(
        code=codes.NOT_EXPRESSIBLE,
        message=f"target systemd cannot express times in the hours in which clocks change in {zone}: the gap begins "
        f"within an hour, and the timer would stop on {date}",
        span=installation.origins["schedule"][0].span,
        help="choose hours outside the change, or a zone without changes such as UTC",
        tenants=(installation.id,),
    )
