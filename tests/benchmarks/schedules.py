"""Fire times and validation against croniter and cronsim, and the load of a large fleet."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from croniter import croniter
from cronsim import CronSim
from measure import Figure, amount, compared, seconds

from tenantry.schedule.cron import parse_cron
from tenantry.schedule.fires import fires
from tenantry.schedule.load import starts
from tenantry.schedule.meaning import Schedule
from tenantry.schedule.simple import simple

ZONE: Final = "Europe/Berlin"
START: Final = datetime(2026, 3, 25, tzinfo=UTC)
"""In a week with a clock change."""
CASES: Final = (
    ("a week of */5 * * * *", "*/5 * * * *", 2016),
    ("a year of 30 4 * * 1-5", "30 4 * * 1-5", 260),
    ("ten years of 0 6 1,15 * *", "0 6 1,15 * *", 240),
)
EXPRESSIONS: Final = (
    "*/5 * * * *", "0 * * * *", "30 2 * * *", "*/20 8-18 * * 1-5", "0 4 1,15 * *", "15,45 6-20/2 * * mon-fri",
    "0 0 1 jan *", "5 4 * * sun", "0-30/10 3 * * 6", "0 22 28 2,5,8,11 *",
)  # fmt: skip
OTHERS: Final = ("croniter", "cronsim")
TENANTS: Final = 10_000
YEAR: Final = 365


def figures(_folder: Path) -> Iterator[Figure]:
    """All of them."""
    yield from _fires()
    yield from _rare()
    yield from _validation()
    yield from _load()


def _fires() -> Iterator[Figure]:
    local = START.astimezone(ZoneInfo(ZONE))
    for name, expression, count in CASES:
        schedule = _parsed(expression)
        works = {
            "ours": partial(_ours, schedule, count),
            "croniter": partial(_croniter, expression, local, count),
            "cronsim": partial(_cronsim, expression, local, count),
        }
        taken = compared(works)
        ratios = ", ".join(f"{taken[other] / taken['ours']:.0f} times {other}" for other in OTHERS)
        yield amount(f"fires: {name}", count / taken["ours"], "/s", ratios)
        for other in OTHERS:
            yield amount(f"  {other}", count / taken[other], "/s")


def _ours(schedule: Schedule, count: int) -> list[datetime]:
    return list(islice(fires(schedule, ZONE, start=START), count))


def _cronsim(expression: str, start: datetime, count: int) -> list[datetime]:
    return list(islice(CronSim(expression, start), count))


def _croniter(expression: str, start: datetime, count: int) -> list[datetime]:
    walk = croniter(expression, start, ret_type=datetime)
    return [walk.get_next() for _ in range(count)]


def _rare() -> Iterator[Figure]:
    for expression, days in (("0 0 29 2 1", "both"), ("0 0 29 2 *", None), ("30 2 * * *", None)):
        schedule = _parsed(expression, days)
        taken = seconds(lambda schedule=schedule: [next(fires(schedule, ZONE, start=START)) for _ in range(100)]) / 100
        said = f" (days: {days})" if days else ""
        yield amount(f"next fire of {expression}{said}", taken * 1e6, "us", "aim: under 1,000")


def _validation() -> Iterator[Figure]:
    rounds = range(50)
    count = len(EXPRESSIONS) * len(rounds)
    taken = compared(
        {
            "ours": lambda: [parse_cron(each, key="x/y", days=None) for _ in rounds for each in EXPRESSIONS],
            "croniter": lambda: [croniter.is_valid(each) for _ in rounds for each in EXPRESSIONS],
            "cronsim": lambda: [CronSim(each, START) for _ in rounds for each in EXPRESSIONS],
        }
    )
    yield amount("expressions validated", count / taken["ours"], "/s")
    for other in OTHERS:
        yield amount(f"  {other}", count / taken[other], "/s")


def _load() -> Iterator[Figure]:
    fleet = _fleet()
    counts = starts(fleet, start=START, days=YEAR)
    taken = seconds(lambda: starts(fleet, start=START, days=YEAR), rounds=3)
    runs = f"{sum(counts):,} runs, fullest minute {max(counts)}; aim: under 10"
    yield amount(f"load of {TENANTS:,} tenants over a year", taken, "s", runs)


def _fleet() -> list[tuple[Schedule, str]]:
    rng = random.Random(1)
    zones = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "America/Sao_Paulo")
    periods = ("5m", "15m", "1h", "1h", "6h", "1d", "1d", "1w", "1mo")
    crons = ("H H * * *", "H 8-18 * * 1-5", "H/20 * * * *", "H H(1-5) 1,15 * *", "30 2 * * *")
    found = []
    for number in range(TENANTS):
        key = f"orders/tenant-{number}"
        period, cron = rng.choice(periods), rng.choice(crons)
        schedule = simple(period, key=key)[0] if rng.random() < 0.7 else parse_cron(cron, key=key, days=None)[0]
        found.append((schedule, rng.choice(zones)))
    return [(schedule, zone) for schedule, zone in found if schedule is not None]


def _parsed(expression: str, days: str | None = None) -> Schedule:
    schedule, problems = parse_cron(expression, key="x/y", days=days)
    if schedule is None:
        raise ValueError(problems)
    return schedule
