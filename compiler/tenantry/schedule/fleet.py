"""The load of a fleet: where most runs start, and where most are going on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final

from tenantry.schedule.fires import fires
from tenantry.schedule.load import added, going_on, most, run_minutes, starts
from tenantry.schedule.meaning import Schedule

_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """One tenant's runs; `seconds` is how long one usually takes, None where nobody has said."""

    tenant: str
    schedule: Schedule
    zone: str
    seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Whole days from an instant on, which is a whole minute."""

    start: datetime
    days: int

    def at(self, index: int) -> datetime:
        """The instant of a minute."""
        return self.start + index * _MINUTE


def started(demands: Iterable[Demand], window: Window) -> Sequence[int]:
    """How many runs start in each minute."""
    return starts(((each.schedule, each.zone) for each in demands), start=window.start, days=window.days)


def running(demands: Iterable[Demand], window: Window) -> Sequence[int] | None:
    """How many runs are going on in each minute, of those whose length is known; None where none is."""
    by_length: defaultdict[int, list[Demand]] = defaultdict(list)
    for each in demands:
        if each.seconds is not None:
            by_length[run_minutes(each.schedule, each.seconds)].append(each)
    parts = [going_on(started(group, window), minutes) for minutes, group in sorted(by_length.items())]
    return added(parts) if parts else None


def peak(counts: Sequence[int], window: Window) -> tuple[int, datetime | None]:
    """The most, and the first minute with so many; no instant where there is nothing at all."""
    highest = most(counts)
    return highest, window.at(counts.index(highest)) if highest else None


def at_work(demands: Iterable[Demand], instant: datetime) -> list[str]:
    """The tenants whose runs are going on at an instant, sorted."""
    groups: defaultdict[tuple[Schedule, str, int | None], list[str]] = defaultdict(list)
    for each in demands:
        groups[each.schedule, each.zone, each.seconds].append(each.tenant)
    found = []
    for (schedule, zone, seconds), tenants in groups.items():
        low = instant - run_minutes(schedule, seconds or 0) * _MINUTE
        until = takewhile(lambda fire: fire <= instant, fires(schedule, zone, start=low))
        if next(until, None) is not None:
            found += tenants
    return sorted(found)
