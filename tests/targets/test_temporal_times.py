"""The engine rule of Temporal against the server itself, in zones whose clocks do odd things."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Any

import pytest
from google.protobuf.json_format import ParseDict
from temporalio.api.schedule.v1 import Schedule as Definition

from support_temporal import DevServer, dev_server
from tenantry.schedule.cron import parse_cron
from tenantry.schedule.engines import ENGINES
from tenantry.schedule.fires import fires
from tenantry.schedule.meaning import Schedule
from tenantry.schedule.zones import clock_changes, zone_data
from tenantry.targets.temporal.spec import spec
from unit.schedule.test_fires import ZONES, random_schedule

pytestmark = pytest.mark.consumer
NIGHTLY = bool(os.environ.get("TENANTRY_NIGHTLY"))
CASES = 20_000 if NIGHTLY else 300
AROUND = timedelta(days=2)
LIMIT = 1000
"""The server names at most this many instants."""
TEMPORAL = ENGINES["temporal"]
BERLIN = "Europe/Berlin"


@pytest.fixture(scope="module")
def server() -> Iterator[DevServer]:
    with dev_server() as running:
        yield running


def asked(server: DevServer, name: str, case: tuple[Schedule, str], around: datetime) -> set[datetime]:
    """When the server would start it near an instant, by our own tz database, whatever the server's."""
    schedule, zone = case
    timing: dict[str, Any] = spec(schedule, zone)
    started = {"workflowId": "w", "workflowType": {"name": "w"}, "taskQueue": {"name": "q"}}
    definition = ParseDict(
        {"spec": timing, "action": {"startWorkflow": started}, "state": {"paused": True}}, Definition()
    )
    definition.spec.timezone_data = zone_data(zone)
    server.create(name, definition)
    return {each for each in server.times(name, around - AROUND, around + AROUND) if each > around - AROUND}


def modelled(case: tuple[Schedule, str], around: datetime, *, meant: bool = False) -> set[datetime]:
    rule = None if meant else TEMPORAL.rule
    found = fires(case[0], case[1], start=around - AROUND, rule=rule)
    return set(takewhile(lambda each: each <= around + AROUND, found))


def parsed(expression: str, days: str | None = None) -> Schedule:
    schedule, problems = parse_cron(expression, key="", days=days)
    assert schedule is not None, problems
    return schedule


def test_the_rule_is_what_the_server_does(server: DevServer) -> None:
    rng = random.Random(20260329)
    compared = intervals = 0
    for number in range(CASES):
        case = (random_schedule(rng), rng.choice(ZONES))
        year = datetime(rng.randint(2025, 2036), 1, 1, tzinfo=UTC)
        changes = clock_changes(case[1], start=year, end=year + timedelta(days=365))
        around = rng.choice(changes).at if changes else year + timedelta(days=90)
        there = asked(server, f"random-{number}", case, around)
        if len(there) < LIMIT:
            assert there == modelled(case, around), (case[0].cron, case[1], around)
            compared += 1
            intervals += "interval" in spec(*case)
    print(f"{compared} schedules compared, {intervals} of them intervals")
    assert compared > CASES * 0.8
    assert 0 < intervals < compared


@pytest.mark.parametrize(
    ("zone", "expression", "around"),
    [
        ("Atlantic/Azores", "0 12 * * 0", datetime(2027, 3, 28, 1, tzinfo=UTC)),
        ("America/Santiago", "0 12 * * 6,0", datetime(2027, 9, 5, 4, tzinfo=UTC)),
        ("America/Havana", "0 12 * * 1-6", datetime(2027, 3, 14, 5, tzinfo=UTC)),
    ],
)
def test_a_gap_at_midnight_costs_no_weekday(server: DevServer, zone: str, expression: str, around: datetime) -> None:
    case = (parsed(expression), zone)
    assert asked(server, zone, case, around) == modelled(case, around, meant=True)


GAP = datetime(2026, 3, 29, 1, tzinfo=UTC)
FOLD = datetime(2026, 10, 25, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "expression", ["*/15 * * * *", "7 * * * *", "*/20 1-4 * * 1-5,0", "*/10 * 25 * *", "10 1 * * *", "0,30 3 * * *"]
)
def test_what_intervals_say_is_what_is_meant(server: DevServer, expression: str) -> None:
    case = (parsed(expression), BERLIN)
    assert "interval" in spec(*case)
    for name, around in (("gap", GAP), ("fold", FOLD)):
        assert asked(server, f"{name} {expression}", case, around) == modelled(case, around, meant=True)


@pytest.mark.parametrize(("around", "started"), [(GAP, []), (FOLD, [datetime(2026, 10, 25, 1, 30, tzinfo=UTC)])])
def test_a_fixed_time_within_the_change_is_what_the_documentation_says(
    server: DevServer, around: datetime, started: list[datetime]
) -> None:
    there = asked(server, f"fixed {around}", (parsed("30 2 * * *"), BERLIN), around)
    assert [each for each in there if each.date() == around.date()] == started


def test_days_are_joined_as_they_are_declared(server: DevServer) -> None:
    for days in ("either", "both"):
        case = (parsed("0 12 13 * 5", days), BERLIN)
        around = datetime(2026, 11, 13, tzinfo=UTC)
        assert asked(server, days, case, around) == modelled(case, around, meant=True)


def test_a_backfill_starts_what_the_rule_says(server: DevServer) -> None:
    """The server really starts them: all at the same time, so that none waits for another."""
    case = (parsed("*/15 0-4 * * *"), BERLIN)
    asked(server, "backfilled", case, FOLD)
    low, high = FOLD - timedelta(hours=4), FOLD + timedelta(hours=4)
    server.temporal(
        "schedule", "backfill", "--schedule-id", "backfilled", "--overlap-policy", "AllowAll",
        "--start-time", low.isoformat(), "--end-time", high.isoformat(),
    )  # fmt: skip
    expected = {each for each in modelled(case, FOLD) if low <= each <= high}
    found: set[datetime] = set()
    for _ in range(100):
        found = started(server)
        if len(found) >= len(expected):
            break
        server.wait(asyncio.sleep(0.1))
    assert found == expected


def started(server: DevServer) -> set[datetime]:
    """The times at which runs of the schedule were due, which the server writes into their ids."""

    async def names() -> list[str]:
        return [each.id async for each in server.client.list_workflows("WorkflowType = 'w'")]

    return {datetime.fromisoformat(name.removeprefix("w-")) for name in server.wait(names())}
