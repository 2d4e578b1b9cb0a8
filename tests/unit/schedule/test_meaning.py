"""Dates: which there are, which there never are, and how far apart fires are."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import islice, pairwise, takewhile

import pytest

from tenantry.schedule.cron import parse_cron
from tenantry.schedule.interval import shortest_interval
from tenantry.schedule.meaning import DayRule, Schedule
from tenantry.schedule.simple import simple
from unit.schedule.walk import matches_date

DAY = timedelta(days=1)


def parsed(expression: str, days: str | None = None) -> Schedule:
    schedule, problems = parse_cron(expression, key="x/acme", days=days)
    assert schedule is not None, problems
    return schedule


def random_dates(rng: random.Random) -> Schedule:
    """A schedule of any dates, also of none."""

    def some(values: range) -> tuple[int, ...]:
        return tuple(sorted(rng.sample(values, min(len(values), rng.choice([1, 1, 2, 3, 31])))))

    days = some(rng.choice([range(1, 32), range(29, 32)]))
    return Schedule(
        minutes=(0,), hours=(0,), days=days, months=some(range(1, 13)), weekdays=some(range(7)),
        day_rule=rng.choice([None, DayRule.EITHER, DayRule.BOTH]), running=False, cron=(),
    )  # fmt: skip


def test_dates_are_those_of_a_walk_through_eight_years() -> None:
    rng = random.Random(7)
    calendar = [date(2023, 1, 1) + n * DAY for n in range(8 * 366)]
    for _ in range(300):
        schedule = random_dates(rng)
        walked = [day for day in calendar if matches_date(schedule, day)]
        assert list(takewhile(lambda day: day <= calendar[-1], schedule.dates(calendar[0]))) == walked
        back = takewhile(lambda day: day >= calendar[0], schedule.dates(calendar[-1], reverse=True))
        assert list(back)[::-1] == walked


def test_never_is_known_without_looking() -> None:
    rng = random.Random(8)
    calendar = [date(2000, 1, 1) + n * DAY for n in range(41 * 366)]
    leap_days = [day for day in calendar if (day.month, day.day) == (2, 29)]
    ordinary = [day for day in calendar if date(2021, 1, 1) <= day < date(2035, 1, 1)]
    never = 0
    for _ in range(2_000):
        schedule = random_dates(rng)
        fires = any(matches_date(schedule, day) for day in [*leap_days, *ordinary])
        assert schedule.ever is fires
        assert fires or list(schedule.dates(date(2026, 1, 1))) == []
        never += not fires
    assert never > 10


@pytest.mark.parametrize(
    ("expression", "days", "dates"),
    [
        ("0 0 29 2 *", None, ["2028-02-29", "2032-02-29"]),
        ("0 0 29 2 1", "both", ["2044-02-29", "2072-02-29", "2112-02-29"]),
        ("0 0 31 * *", None, ["2026-01-31", "2026-03-31", "2026-05-31"]),
        ("0 0 13 * 5", "both", ["2026-02-13", "2026-03-13", "2026-11-13"]),
        ("0 0 13 * 5", "either", ["2026-01-02", "2026-01-09", "2026-01-13", "2026-01-16"]),
        ("0 0 1-7 * 1", "both", ["2026-01-05", "2026-02-02", "2026-03-02"]),
    ],
)
def test_rare_dates(expression: str, days: str | None, dates: list[str]) -> None:
    found = islice(parsed(expression, days).dates(date(2026, 1, 1)), len(dates))
    assert [day.isoformat() for day in found] == dates


@pytest.mark.parametrize(
    ("expression", "days", "seconds"),
    [
        ("* * * * *", None, 60),
        ("*/7 * * * *", None, 4 * 60),
        ("0,59 * * * *", None, 60),
        ("1,58 * * * *", None, 3 * 60),
        ("1,58 2 * * *", None, 57 * 60),
        ("30 * * * *", None, 3600),
        ("0 */5 * * *", None, 4 * 3600),
        ("0 0,23 * * *", None, 3600),
        ("5 1,22 * * 1", None, 21 * 3600),
        ("5 1,22 * * 1,2", None, 3 * 3600),
        ("0,59 0,23 * * *", None, 60),
        ("0,59 0,23 * * 1", None, 59 * 60),
        ("0 2 * * *", None, 86_400),
        ("0 2 * * 1", None, 7 * 86_400),
        ("0 2 * * 0,6", None, 86_400),
        ("0 2 * * 6,1", None, 2 * 86_400),
        ("0 2 1 * *", None, 28 * 86_400),
        ("0 2 1,31 * *", None, 86_400),
        ("0 2 2,30 * *", None, 2 * 86_400),
        ("0 2 31 * *", None, 31 * 86_400),
        ("0 2 1 1 *", None, 365 * 86_400),
        ("0 2 29 2 *", None, 1461 * 86_400),
        ("0 2 1 * 1", "either", 86_400),
        ("0 2 13 * 5", "both", 28 * 86_400),
        ("0 0,23 28,1 2,3 *", None, 3600),
    ],
)
def test_the_shortest_interval_crosses_hours_midnights_and_months(
    expression: str, days: str | None, seconds: int
) -> None:
    assert shortest_interval(parsed(expression, days)) == seconds


def test_what_fires_once_in_a_lifetime_has_a_long_interval() -> None:
    assert shortest_interval(parsed("0 2 29 2 1", "both")) >= 10 * 365 * 86_400


def test_the_shortest_interval_is_that_of_all_local_times() -> None:
    rng = random.Random(9)
    for _ in range(100):
        dates = random_dates(rng)
        minutes, hours = (tuple(sorted(rng.sample(range(n), rng.randint(1, 4)))) for n in (60, 24))
        schedule = parsed(f"{','.join(map(str, minutes))} {','.join(map(str, hours))} * {dates.months[0]} *")
        starts = [
            day.toordinal() * 1440 + minute
            for day in takewhile(lambda day: day.year < 2004, schedule.dates(date(2000, 1, 1)))
            for minute in schedule.times
        ]
        assert shortest_interval(schedule) == 60 * min(b - a for a, b in pairwise(starts))


@pytest.mark.parametrize(
    ("every", "seconds"),
    [("5m", 300), ("15m", 900), ("1h", 3600), ("2h", 7200), ("8h", 28_800), ("1d", 86_400), ("1w", 604_800)],
)
def test_the_interval_of_a_period_is_the_period(every: str, seconds: int) -> None:
    for key in ("x/acme", "x/borealis", "x/cirrus"):
        schedule, _ = simple(every, key=key)
        assert schedule is not None
        assert shortest_interval(schedule) == seconds
