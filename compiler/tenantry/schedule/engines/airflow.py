"""Airflow 3.3.2, its CronTriggerTimetable over croniter, with the expressions that target airflow writes for it.

It goes from each fire to the next, in one of two ways. Where the hour covers the day, the distance to the next local
time is added to the instant; otherwise that local time is looked up in the zone, and the later reading is taken where
there are two or none. Measured with the next fire asked for right after each fire. The scheduler asks anew whenever it
reads the file, too, looks back from then, and may so pass over more fires of the hours that come twice or not at all.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tenantry.schedule.engines.engine import Engine
from tenantry.schedule.fires import matches
from tenantry.schedule.meaning import Schedule
from tenantry.schedule.zones import offset

_DAY: Final = timedelta(days=1)


def covers_every_hour(schedule: Schedule) -> bool:
    """Whether it fires in every hour of every day: Airflow then adds distances. On chosen dates alone that would lead
    astray over a clock change days before (Mondays from 01:00 on), so such hours are written in two halves."""
    daily = (len(schedule.days), len(schedule.months), len(schedule.weekdays)) == (31, 12, 7)
    return len(schedule.hours) == 24 and daily


def _steps(schedule: Schedule, found: ZoneInfo, low: datetime, high: datetime) -> set[datetime]:
    """Fires from one to the next, begun where no clock has changed yet."""
    instants: set[datetime] = set()
    covering = covers_every_hour(schedule)
    here = offset(found, low)
    ticks = list(matches(schedule, low + here - _DAY, high + offset(found, high) + _DAY))
    position = bisect_right(ticks, low + here - timedelta(minutes=1))
    current = ticks[position - 1] - here if position else low - timedelta(minutes=1)
    while position < len(ticks):
        local = current + offset(found, current)
        current = current + (ticks[position] - local) if covering else _later(found, ticks[position])
        if current >= high:
            break
        if current >= low:
            instants.add(current)
        position = bisect_right(ticks, current + offset(found, current))
    return instants


def _later(found: ZoneInfo, local: datetime) -> datetime:
    """The instant of a local time: the later where it comes twice, and as far after a gap as it lies in it."""
    readings = (local.replace(tzinfo=found, fold=fold).utcoffset() or timedelta() for fold in (0, 1))
    return local.replace(tzinfo=UTC) - min(readings)


AIRFLOW: Final = Engine(
    name="airflow",
    title="Airflow 3.3.2 (CronTriggerTimetable)",
    gap="late, by the length of the gap",
    fold="once, the second time",
    rule=_steps,
)
