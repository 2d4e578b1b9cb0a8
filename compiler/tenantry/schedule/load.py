"""How many runs start and are going on, minute by minute: the schedules of a whole fleet added up.

Counts of a day stand side by side in one large number, 32 bits for each minute: adding two days is one addition.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from itertools import takewhile
from typing import Final
from zoneinfo import ZoneInfo

from tenantry.schedule.fires import DAY, Block, block, meant, troubled
from tenantry.schedule.interval import shortest_interval
from tenantry.schedule.meaning import Schedule
from tenantry.schedule.zones import changes_between, known_zone, offset

_MINUTES: Final = 1440
_LANE: Final = 4
"""Bytes of a count."""
_BYTES: Final = _MINUTES * _LANE
_MARGIN: Final = 2
"""Days before and after a window whose local dates may reach into it."""
_WEEK: Final = 7 * 24


def starts(schedules: Iterable[tuple[Schedule, str]], *, start: datetime, days: int) -> Sequence[int]:
    """How many of these schedules, each with its zone, fire in each minute of `days` days from `start` on, a whole
    minute; a mapping says how often each is meant. ValueError for a zone that is not known."""
    first = start.astimezone(UTC).date() - _MARGIN * DAY
    by_zone: defaultdict[str, Counter[Schedule]] = defaultdict(Counter)
    for (schedule, name), number in Counter(schedules).items():
        by_zone[name][schedule] += number
    lanes, single = 0, Counter[int]()
    for name, counted in sorted(by_zone.items()):
        zone = _Zone(known_zone(name), first, days + 2 * _MARGIN + 1)
        lanes += zone.lanes(counted)
        single.update(zone.near_changes(counted))
    total = _counts(lanes, (days + 2 * _MARGIN + 1) * _MINUTES)
    for index, number in single.items():
        if 0 <= index < len(total):
            total[index] += number
    skipped = int((start - datetime(first.year, first.month, first.day, tzinfo=UTC)).total_seconds()) // 60
    return total[skipped : skipped + days * _MINUTES]


class _Zone:
    """The dates of a window in one zone; those near a clock change are counted one schedule at a time."""

    def __init__(self, found: ZoneInfo, first: date, days: int) -> None:
        self.zone = found
        self.first = first
        self.dates = [first + number * DAY for number in range(days)]
        self.calm = {day for day in self.dates if not troubled(found, day)}

    def lanes(self, counted: Mapping[Schedule, int]) -> int:
        """Counts of the calm dates by minute, from midnight UTC of the first date on."""
        lanes = 0
        raw = cache(partial(int.to_bytes, length=_BYTES, byteorder="little"))  # most days are like some other
        by_date = self._by_date(counted)
        for ahead, days in self._runs():
            joined = b"".join(raw(by_date.get(day, 0)) for day in days)
            bits = ((days[0] - self.first).days * _MINUTES - ahead) * _LANE * 8
            whole = int.from_bytes(joined, "little")
            lanes += whole << bits if bits >= 0 else whole >> -bits
        return lanes

    def _by_date(self, counted: Mapping[Schedule, int]) -> dict[date, int]:
        """What fires on each calm date by local minute."""
        patterns: defaultdict[tuple[object, ...], array[int]] = defaultdict(lambda: array("I", bytes(_BYTES)))
        samples: dict[tuple[object, ...], Schedule] = {}
        for schedule, number in counted.items():
            key: tuple[object, ...] = (schedule.days, schedule.months, schedule.weekdays, schedule.day_rule)
            samples.setdefault(key, schedule)
            minutes = patterns[key]
            for minute in schedule.times:
                minutes[minute] += number
        found: defaultdict[date, int] = defaultdict(int)
        for pattern, sample in samples.items():
            lanes = _lanes(patterns[pattern])
            for day in takewhile(lambda day: day <= self.dates[-1], sample.dates(self.first)):
                found[day] += lanes
        return found

    def _runs(self) -> Iterator[tuple[int, list[date]]]:
        """Calm dates next to each other with one offset, in minutes ahead of UTC."""
        days: list[date] = []
        for day in self.dates:
            if day in self.calm:
                days.append(day)
            elif days:
                yield self._ahead(days[0]), days
                days = []
        if days:
            yield self._ahead(days[0]), days

    def _ahead(self, day: date) -> int:
        return int(offset(self.zone, datetime(day.year, day.month, day.day, tzinfo=UTC)).total_seconds()) // 60

    def near_changes(self, counted: Mapping[Schedule, int]) -> Counter[int]:
        """Counts of the other dates, by the minute since the same midnight."""
        found = Counter[int]()
        begin = datetime(self.first.year, self.first.month, self.first.day, tzinfo=UTC)
        done: Block | None = None
        for day in self.dates:
            if day in self.calm or (done and done.first <= day <= done.last):
                continue
            done = block(self.zone, day)
            for schedule, number in counted.items():
                for instant in meant(schedule, self.zone, done.low, done.high):
                    found[int((instant - begin).total_seconds()) // 60] += number
        return found


def _lanes(counts: array[int]) -> int:
    return int.from_bytes(_little(counts).tobytes(), "little")


def _counts(lanes: int, minutes: int) -> array[int]:
    """The first lanes, as counts by minute."""
    size = minutes * _LANE
    counts = array("I", (lanes & ((1 << 8 * size) - 1)).to_bytes(size, "little"))
    return _little(counts)


def _little(counts: array[int]) -> array[int]:
    """The counts with the bytes of each in little-endian order, whatever the machine's is."""
    if sys.byteorder == "big":  # pragma: no cover
        counts = counts[:]
        counts.byteswap()
    return counts


def going_on(counts: Sequence[int], minutes: int) -> array[int]:
    """How many runs are going on in each minute, where each takes so many minutes; `counts` start in each.

    A run counts in its first minute and in those after it: the lanes are added to themselves, moved up by 0 to
    `minutes` - 1, where what lasts 1, 2, 4, … minutes is made by doubling.
    """
    doubled, width, total, reached = _lanes(array("I", counts)), 1, 0, 0
    bits, minutes = _LANE * 8, min(minutes, len(counts))
    while minutes:
        if minutes & 1:
            total += doubled << reached * bits
            reached += width
        minutes >>= 1
        if minutes:
            doubled += doubled << width * bits
            width *= 2
    return _counts(total, len(counts))


def added(parts: Sequence[Sequence[int]]) -> array[int]:
    """Counts of several groups, minute by minute; all have the same length."""
    if len(parts) == 1:
        return array("I", parts[0])
    return _counts(sum(_lanes(array("I", part)) for part in parts), len(parts[0]))


def most(counts: Sequence[int]) -> int:
    """The largest count, 0 where there is none. Most days of a year are like another: each is looked at once."""
    raw = memoryview(array("I", counts)).cast("B")
    days = {bytes(raw[at : at + _BYTES]) for at in range(0, len(raw), _BYTES)}
    return max((max(memoryview(day).cast("I")) for day in days), default=0)


def run_minutes(schedule: Schedule, seconds: int) -> int:
    """The minutes that a run of that length fills: at most until the next one starts, as a tenant has one at a time."""
    return max(1, -(-min(seconds, shortest_interval(schedule)) // 60))


def by_hour(counts: Sequence[int], zone_name: str, *, start: datetime) -> list[int]:
    """The sum of counts, which begin at `start`, by hour of the week on a zone's clocks; the first is Monday's first.
    ValueError for a zone that is not known."""
    found = known_zone(zone_name)
    hours = [0] * _WEEK
    end = start + timedelta(minutes=len(counts))
    position = 0
    for until in [*(change.at for change in changes_between(found, start, end)), end]:
        local = (start + timedelta(minutes=position)).astimezone(found)
        minute = (local.weekday() * 24 + local.hour) * 60 + local.minute
        last = int((until - start).total_seconds()) // 60
        while position < last:
            following = min(last, position + 60 - minute % 60)
            hours[minute // 60 % _WEEK] += sum(counts[position:following])
            minute += following - position
            position = following
    return hours
