"""Fire times against cronsim, which follows Debian's cron, wherever it means the same."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from itertools import takewhile
from zoneinfo import ZoneInfo

import pytest
from cronsim import CronSim

from tenantry.schedule.cron import parse_cron
from tenantry.schedule.meaning import Schedule
from tenantry.schedule.zones import zone
from unit.schedule.test_fires import ZONES, between, random_field, random_window

CASES = 200
ELSEWHERE = {
    "America/Caracas": "loses fires after a change of half an hour",
    "America/St_Johns": "does not come to an end where clocks are set back at 00:01",
    "Asia/Pyongyang": "loses fires after a change of half an hour",
    "Australia/Lord_Howe": "loses fires after a change of half an hour",
    "Pacific/Apia": "runs fixed times of the lost day at its end",
}
"""Zones in which cronsim 2.8 is wrong, or means something else, and how."""


def random_expression(rng: random.Random) -> tuple[str, Schedule]:
    """One that both read alike: a leading `*` in a day field says `both` there."""
    while True:
        fields = [random_field(rng, 0, 59), random_field(rng, 0, rng.choice([5, 23])), "*", "*", "*"]
        if rng.random() < 0.5:
            fields[2:] = [random_field(rng, 1, 31), random_field(rng, 1, 12), random_field(rng, 0, 6)]
        if fields[2] == "1-31" or fields[4] == "0-6":
            continue  # restricted there, as only a leading `*` counts
        starred = fields[2].startswith("*") or fields[4].startswith("*")
        expression = " ".join(fields)
        for days in (None, "both" if starred else "either"):
            schedule, _ = parse_cron(expression, key="x/acme", days=days)
            if schedule is not None:
                return expression, schedule


def simulated(expression: str, found: ZoneInfo, low: datetime, high: datetime) -> list[datetime]:
    instants = (instant.astimezone(UTC) for instant in CronSim(expression, low.astimezone(found)))
    return list(takewhile(lambda instant: instant <= high, instants))


@pytest.mark.parametrize("name", sorted(set(ZONES) - set(ELSEWHERE)))
def test_fires_are_those_of_cronsim(name: str) -> None:
    rng = random.Random(name)
    found = zone(name)
    assert found is not None
    for _ in range(CASES):
        expression, schedule = random_expression(rng)
        low, high = random_window(rng, name)
        if low.astimezone(found).fold:
            continue  # started there, it does not know what has run the first time
        assert between(schedule, name, low, high) == simulated(expression, found, low, high), (expression, low)
