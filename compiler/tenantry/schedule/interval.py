"""The shortest time between two fires."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Final

from tenantry.schedule.meaning import Schedule

_DAY: Final = 86_400
_CYCLE: Final = 28 * 366
"""Days after which dates and weekdays repeat, but for the turn of a century."""


@lru_cache(maxsize=16_384)
def shortest_interval(schedule: Schedule) -> int:
    """Seconds of local time between the two nearest fires, across hours, midnights and months; ten years where it
    fires once or never in 28 years."""
    times = schedule.times
    inside = min((later - earlier for earlier, later in pairwise(times)), default=None)
    apart = _nearest_dates(replace(schedule, minutes=(0,), hours=(0,), running=False, cron=()))
    across = apart * _DAY - (times[-1] - times[0]) * 60
    return across if inside is None else min(inside * 60, across)


@lru_cache(maxsize=4096)
def _nearest_dates(schedule: Schedule) -> int:
    """Days between the two nearest dates; many schedules share their dates."""
    start = date(2000, 1, 1)
    nearest, previous = 10 * 365, None
    for day in schedule.dates(start):
        if previous is not None:
            nearest = min(nearest, (day - previous).days)
        if nearest == 1 or (day - start).days > _CYCLE:
            break
        previous = day
    return nearest
