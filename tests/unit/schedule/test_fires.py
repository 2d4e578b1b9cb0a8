"""Fire times against a walk through every minute, in zones whose clocks do odd things."""

from __future__ import annotations

import os
import random
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile

import pytest

from tenantry.schedule.cron import parse_cron
from tenantry.schedule.fires import fires
from tenantry.schedule.meaning import Schedule
from tenantry.schedule.zones import clock_changes, zone
from unit.schedule.walk import utc, walked

ZONES = (
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia",
    "America/Sao_Paulo", "Asia/Kathmandu", "America/St_Johns", "Asia/Tehran", "Antarctica/Troll",
    "America/Havana", "Asia/Beirut", "Europe/Dublin", "Europe/London", "Asia/Gaza", "Africa/Cairo", "Asia/Pyongyang",
    "America/Caracas", "Europe/Istanbul", "UTC",
)  # fmt: skip
NIGHTLY = bool(os.environ.get("TENANTRY_NIGHTLY"))
RANDOM_CASES = 100_000 if NIGHTLY else 2_000


def parsed(expression: str, days: str | None = None) -> Schedule:
    schedule, problems = parse_cron(expression, key="x/acme", days=days)
    assert schedule is not None, problems
    return schedule


def between(schedule: Schedule, zone_name: str, low: datetime, high: datetime) -> list[datetime]:
    return list(takewhile(lambda instant: instant <= high, fires(schedule, zone_name, start=low)))


def random_field(rng: random.Random, low: int, high: int) -> str:
    first, last = sorted((rng.randint(low, high), rng.randint(low, high)))
    forms = ["*", str(first), f"{first}-{last}", f"{first},{last}", f"*/{rng.randint(1, max(1, (high - low) // 2))}"]
    return rng.choice(forms)


def random_schedule(rng: random.Random) -> Schedule:
    while True:
        fields = [random_field(rng, 0, 59), random_field(rng, 0, 5), "*", "*", "*"]
        fields[1] = rng.choice([fields[1], random_field(rng, 0, 23)])
        if rng.random() < 0.5:
            fields[2:] = [random_field(rng, 1, 31), random_field(rng, 1, 12), random_field(rng, 0, 6)]
        for days in (None, rng.choice(["either", "both"])):
            schedule, _ = parse_cron(" ".join(fields), key="x/acme", days=days)
            if schedule is not None:
                return schedule


def random_window(rng: random.Random, zone_name: str) -> tuple[datetime, datetime]:
    """A few days, mostly around a clock change."""
    start = datetime(rng.randint(2000, 2037), rng.randint(1, 12), rng.randint(1, 28), tzinfo=UTC)
    changes = clock_changes(zone_name, start=start, end=start + timedelta(days=370))
    if changes and rng.random() < 0.85:
        start = rng.choice(changes).at - timedelta(hours=rng.randint(0, 40), minutes=rng.randint(0, 59))
    return start, start + timedelta(hours=rng.randint(3, 60))


@pytest.mark.parametrize("seed", range(10))
def test_fires_are_those_of_a_walk_through_every_minute(seed: int) -> None:
    rng = random.Random(seed)
    cases = RANDOM_CASES // 10
    for _ in range(cases):
        name = rng.choice(ZONES)
        schedule = random_schedule(rng)
        low, high = random_window(rng, name)
        found = zone(name)
        assert found is not None
        assert between(schedule, name, low, high) == walked(schedule, found, low, high), (schedule.cron, name, low)
    print(f"{cases} random schedules")


@pytest.mark.parametrize("seed", range(5))
def test_backwards_is_forwards_reversed(seed: int) -> None:
    rng = random.Random(1000 + seed)
    for _ in range(100):
        name, schedule = rng.choice(ZONES), random_schedule(rng)
        low, high = random_window(rng, name)
        forward = [instant for instant in between(schedule, name, low, high) if instant < high]
        back = takewhile(lambda instant, low=low: instant > low, fires(schedule, name, start=high, reverse=True))
        assert list(back)[::-1] == forward, (schedule.cron, name, low)


@pytest.mark.parametrize(
    ("expression", "zone_name", "start", "expected"),
    [
        ("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00", ["2026-03-29T01:00", "2026-03-30T00:30"]),
        ("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00", ["2026-10-25T00:30", "2026-10-26T01:30"]),
        ("15,45 2 * * *", "Europe/Berlin", "2026-03-28T12:00", ["2026-03-29T01:00", "2026-03-30T00:15"]),
        ("30 * * * *", "Europe/Berlin", "2026-10-25T00:00", ["2026-10-25T00:30", "2026-10-25T01:30"]),
        ("*/30 2 * * *", "Europe/Berlin", "2026-03-28T12:00", ["2026-03-30T00:00", "2026-03-30T00:30"]),
        ("0 12 * * *", "Pacific/Apia", "2011-12-29T21:00", ["2011-12-29T22:00", "2011-12-30T22:00"]),
        ("30 0 * * *", "America/Sao_Paulo", "2018-11-03T12:00", ["2018-11-04T03:00", "2018-11-05T02:30"]),
        ("15 2 * * *", "Australia/Lord_Howe", "2026-10-02T18:00", ["2026-10-03T15:30", "2026-10-04T15:15"]),
        ("0 0 29 2 *", "UTC", "2096-03-01T00:00", ["2104-02-29T00:00", "2108-02-29T00:00"]),
    ],
)
def test_known_nights(expression: str, zone_name: str, start: str, expected: list[str]) -> None:
    found = islice(fires(parsed(expression), zone_name, start=utc(start)), len(expected))
    assert list(found) == [utc(text) for text in expected]
