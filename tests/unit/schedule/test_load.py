"""Runs of many schedules added up, against fire times counted one by one."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import takewhile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenantry.schedule.fires import fires
from tenantry.schedule.load import added, by_hour, going_on, most, run_minutes, starts
from tenantry.schedule.meaning import Schedule
from tenantry.schedule.simple import simple
from tenantry.schedule.zones import zone
from unit.schedule.test_fires import ZONES, parsed, random_schedule

MINUTE = timedelta(minutes=1)


def counted(schedules: list[tuple[Schedule, str]], start: datetime, days: int) -> list[int]:
    """The same, one fire after another."""
    end = start + timedelta(days=days)
    counts: Counter[datetime] = Counter()
    for schedule, name in schedules:
        counts.update(takewhile(lambda instant: instant < end, fires(schedule, name, start=start - MINUTE)))
    return [counts[start + number * MINUTE] for number in range(days * 1440)]


@pytest.mark.parametrize("seed", range(12))
def test_starts_are_the_fires_of_all(seed: int) -> None:
    rng = random.Random(seed)
    schedules = [(random_schedule(rng), rng.choice(ZONES)) for _ in range(12)]
    schedules += schedules[:3]
    start = datetime(
        rng.randint(2000, 2037), rng.randint(1, 12), rng.randint(1, 28), rng.choice([0, 7, 23]), tzinfo=UTC
    )
    days = rng.choice([1, 8, 200])
    assert list(starts(schedules, start=start, days=days)) == counted(schedules, start, days)
    assert any(starts(schedules, start=start, days=days))


def test_no_schedules_are_no_starts() -> None:
    assert list(starts([], start=datetime(2026, 1, 1, tzinfo=UTC), days=1)) == [0] * 1440


@pytest.mark.parametrize(("minutes", "expected"), [(1, [2, 0, 1, 1, 0]), (2, [2, 2, 1, 2, 1]), (9, [2, 2, 3, 4, 4])])
def test_what_goes_on_is_what_started_within_a_run(minutes: int, expected: list[int]) -> None:
    assert list(going_on([2, 0, 1, 1, 0], minutes)) == expected


@given(st.integers(0, 1 << 32), st.integers(1, 4000), st.sampled_from([1, 60, 1440, 3000]))
@settings(max_examples=30, deadline=None)
def test_sums_of_lanes_are_sums_of_numbers(seed: int, minutes: int, length: int) -> None:
    rng = random.Random(seed)
    parts = [[rng.randrange(70_000) for _ in range(length)] for _ in range(rng.randint(1, 3))]
    counts = parts[0]
    assert list(added(parts)) == [sum(each) for each in zip(*parts, strict=True)]
    assert list(going_on(counts, minutes)) == [sum(counts[max(0, at + 1 - minutes) : at + 1]) for at in range(length)]
    assert most(counts) == max(counts)


@pytest.mark.parametrize(
    ("every", "seconds", "minutes"),
    [("15m", 1, 1), ("15m", 60, 1), ("15m", 61, 2), ("15m", 900, 15), ("15m", 901, 15), ("1d", 7200, 120)],
)
def test_a_run_fills_whole_minutes_until_the_next(every: str, seconds: int, minutes: int) -> None:
    schedule, _ = simple(every, key="x/acme")
    assert schedule is not None
    assert run_minutes(schedule, seconds) == minutes


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"])
def test_hours_of_the_week_are_those_of_the_zones_clocks(name: str) -> None:
    found = zone(name)
    assert found is not None
    start = datetime(2026, 3, 20, 5, tzinfo=UTC)
    schedules = [(parsed("*/20 8-18 * * 1-5"), "Europe/Berlin"), (parsed("7 * * * *"), "Asia/Kathmandu")]
    counts = starts(schedules, start=start, days=21)
    expected = [0] * 168
    for number, count in enumerate(counts):
        local = (start + number * MINUTE).astimezone(found)
        expected[local.weekday() * 24 + local.hour] += count
    assert by_hour(counts, name, start=start) == expected


def test_a_zone_that_there_is_not_is_refused() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match="zone"):
        starts([(parsed("0 2 * * *"), "Nope/X")], start=start, days=1)
    with pytest.raises(ValueError, match="zone"):
        by_hour([1], "Nope/X", start=start)
