"""Local times of a schedule that a zone's clocks skip or repeat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from tenantry.schedule.fires import matches, whole_date
from tenantry.schedule.meaning import Schedule
from tenantry.schedule.zones import ClockChange, clock_changes, known_zone

AHEAD: Final = timedelta(days=3 * 366)
"""How far ahead clock changes are looked for: beyond that, zones change their rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """A date (ISO, local) on which times of a schedule are skipped or come twice, and what that means for them."""

    date: str
    message: str


def nights(schedule: Schedule, zone_name: str, *, since: datetime, count: int = 2) -> list[Night]:
    """The next `count` such dates after `since`. ValueError for a zone that is not known."""
    found = known_zone(zone_name)
    changes = clock_changes(zone_name, start=since, end=since + AHEAD)
    return list(islice((night for change in changes for night in _night(schedule, found, change)), count))


def _night(schedule: Schedule, found: ZoneInfo, change: ClockChange) -> Iterator[Night]:
    low, high = sorted((change.at + change.before, change.at + change.after))
    touched = [each for each in matches(schedule, low, high) if not whole_date(each, low, high)]
    if touched:
        more = f" and {len(touched) - 1} more" if len(touched) > 1 else ""
        times = f"{touched[0]:%H:%M}{more}"
        date = touched[0].date().isoformat()
        yield Night(date=date, message=f"{times} {_fate(schedule, found, change, several=bool(more))}")


def _fate(schedule: Schedule, found: ZoneInfo, change: ClockChange, *, several: bool) -> str:
    if not change.forward:
        verb = "come twice" if several else "comes twice"
        return f"{verb} and {_verb(several)} {'both times' if schedule.running else 'the first time'}"
    verb = "do not exist" if several else "does not exist"
    if schedule.running:
        return f"{verb} and {'do' if several else 'does'} not fire"
    return f"{verb} and {_verb(several)} {'together ' if several else ''}at {change.at.astimezone(found):%H:%M}"


def _verb(several: bool) -> str:
    return "fire" if several else "fires"
