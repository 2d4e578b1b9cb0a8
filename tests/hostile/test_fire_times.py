"""Fire times over years against the meaning worked out for every minute: each set of minutes is one large number
with a bit for each, made from nothing but the zone's offset at every minute."""

from __future__ import annotations

import os
import random
from array import array
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import groupby, takewhile
from zoneinfo import ZoneInfo

import pytest

from tenantry.schedule.fires import fires
from tenantry.schedule.meaning import Schedule
from tenantry.schedule.zones import zone
from unit.schedule.test_fires import ZONES, random_schedule
from unit.schedule.walk import matches_date

pytestmark = pytest.mark.hostile
NIGHTLY = bool(os.environ.get("TENANTRY_NIGHTLY"))
YEARS = 8 if NIGHTLY else 2
CASES = (100_000 if NIGHTLY else 100) // len(ZONES)
"""Schedules for each zone; a night's take hours."""
QUIET = {
    "America/Caracas": 2016, "America/Sao_Paulo": 2010, "Asia/Pyongyang": 2015, "Asia/Tehran": 2010,
    "Europe/Istanbul": 2010, "Pacific/Apia": 2011,
}  # fmt: skip
"""Zones that no longer change their clocks, and years in which they did."""
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class Minutes:
    """The minutes of some years in a zone; a set of them is a number."""

    def __init__(self, found: ZoneInfo, first_year: int) -> None:
        self.start = datetime(first_year, 1, 1, tzinfo=UTC)
        self.size = int((datetime(first_year + YEARS, 1, 1, tzinfo=UTC) - self.start).total_seconds()) // 60
        offsets = array("h", (self._ahead(found, index) for index in range(self.size)))
        self.local = array("i", (index + ahead for index, ahead in enumerate(offsets)))
        self.runs = list(self._runs(offsets))
        self.first_time = self._first_time()

    def _ahead(self, found: ZoneInfo, index: int) -> int:
        offset = (self.start + index * MINUTE).astimezone(found).utcoffset() or timedelta()
        return int(offset.total_seconds()) // 60

    def _runs(self, offsets: array[int]) -> Iterator[tuple[int, int]]:
        """Stretches of one offset: the first minute and the one after the last."""
        position = 0
        for _, run in groupby(offsets):
            length = sum(1 for _ in run)
            yield position, position + length
            position += length

    def _first_time(self) -> int:
        """The minutes whose local time has not been seen before."""
        found, reached = 0, -(1 << 40)
        for first, last in self.runs:
            begin = first + max(0, reached - self.local[first])
            found |= ((1 << max(0, last - begin)) - 1) << begin
            reached = max(reached, self.local[last - 1] + 1)
        return found

    def matching(self, schedule: Schedule) -> int:
        """The minutes whose local time matches."""
        found = 0
        day_bits = sum(1 << minute for minute in schedule.times)
        for first, last in self.runs:
            local = self._local_bits(schedule, day_bits, self.local[first], self.local[last - 1] + 1)
            found |= local << first
        return found

    def _local_bits(self, schedule: Schedule, day_bits: int, low: int, high: int) -> int:
        """Bits of the local minutes from `low` up to `high`, which count as `local` does."""
        day = low // 1440
        text = []
        while day * 1440 < high:
            text.append(day_bits if matches_date(schedule, self._date(day)) else 0)
            day += 1
        joined = int("".join(f"{bits:01440b}" for bits in reversed(text)) or "0", 2)
        return (joined >> low % 1440) & ((1 << high - low) - 1)

    def _date(self, day: int) -> date:
        return self.start.date() + day * DAY

    def fixed(self, schedule: Schedule) -> int:
        """The first time of each matching minute, and the ends of gaps that hold one."""
        found = self.matching(schedule) & self.first_time
        for (_, before), (after, _) in zip(self.runs, self.runs[1:], strict=False):
            low, high = self.local[before - 1] + 1, self.local[after]
            if any(self._missed(schedule, minute, low, high) for minute in range(low, high)):
                found |= 1 << after
        return found

    def _missed(self, schedule: Schedule, minute: int, low: int, high: int) -> bool:
        day, at = divmod(minute, 1440)
        whole = low <= day * 1440 and (day + 1) * 1440 <= high
        return not whole and at in schedule.times and matches_date(schedule, self._date(day))


@lru_cache(maxsize=1)
def minutes_of(name: str, first_year: int) -> Minutes:
    found = zone(name)
    assert found is not None
    return Minutes(found, first_year)


def fired(schedule: Schedule, name: str, minutes: Minutes) -> int:
    """The minutes of all fires, as a set."""
    end = minutes.start + minutes.size * MINUTE
    flags = bytearray(b"0") * minutes.size
    begin = minutes.start.timestamp()
    instants = fires(schedule, name, start=minutes.start - MINUTE)
    for stamp in map(datetime.timestamp, takewhile(lambda instant: instant < end, instants)):
        flags[-1 - int(stamp - begin) // 60] = 49
    return int(flags, 2)


@pytest.mark.parametrize("name", ZONES)
def test_years_of_fires_are_those_of_every_minute(name: str) -> None:
    rng = random.Random(name)
    minutes = minutes_of(name, QUIET.get(name) or rng.randint(2000, 2030))
    assert len(minutes.runs) > 1 or name in ("UTC", "Asia/Kathmandu")
    total = 0
    for _ in range(CASES):
        schedule = random_schedule(rng)
        expected = minutes.matching(schedule) if schedule.running else minutes.fixed(schedule)
        found = fired(schedule, name, minutes)
        assert found == expected, (
            schedule.cron,
            schedule.day_rule,
            minutes.start,
            difference(found, expected, minutes),
        )
        total += expected.bit_count()
    print(f"{name}: {CASES} schedules, {total:,} fires")
    assert total > 0


def difference(found: int, expected: int, minutes: Minutes) -> str:
    """Where two sets first differ."""
    bits = found ^ expected
    return str(minutes.start + ((bits & -bits).bit_length() - 1) * MINUTE)
