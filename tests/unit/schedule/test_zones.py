"""Clock changes of zones against the transitions that the tz database itself lists."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from tenantry.schedule import zones

SINCE = datetime(1970, 1, 2, tzinfo=UTC)
HEADER, COUNTS = 44, struct.Struct(">6l")


def listed(name: str) -> Iterator[datetime]:
    """The instants from which the offset is another, by the second block of a TZif file (RFC 9636 §3.2); later ones,
    if any, follow a yearly rule."""
    data = zones.zone_data(name)
    isut, isstd, leaps, times, types, chars = COUNTS.unpack_from(data, HEADER - COUNTS.size)
    start = HEADER + times * 5 + types * 6 + chars + leaps * 8 + isstd + isut
    times, types = COUNTS.unpack_from(data, start + HEADER - COUNTS.size)[3:5]
    start += HEADER
    instants = struct.unpack_from(f">{times}q", data, start)
    kinds = data[start + times * 8 : start + times * 9]
    offsets = [struct.unpack_from(">l", data, start + times * 9 + 6 * kind)[0] for kind in range(types)]
    for (_, before), (instant, after) in pairwise(zip(instants, kinds, strict=True)):
        if offsets[before] != offsets[after]:
            yield datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=instant)


@pytest.mark.parametrize("name", ["Europe/Berlin", "Asia/Gaza", "Africa/Casablanca", "America/Noronha"])
def test_changes_are_those_that_the_database_lists(name: str) -> None:
    expected = [at for at in listed(name) if at > SINCE]
    assert expected
    assert [change.at for change in zones.clock_changes(name, start=SINCE, end=expected[-1])] == expected


def test_no_zone_changes_twice_between_two_probes() -> None:
    instants = {name: [at for at in listed(name) if at >= SINCE] for name in zones.zone_names()}
    nearest = min(later - earlier for each in instants.values() for earlier, later in pairwise(each))
    assert timedelta(days=5) < 2 * zones._STEP < nearest
