"""Stable places: frozen, independent of other tenants, and well spread."""

from __future__ import annotations

from collections import Counter

import pytest

from support_compile import compile_base
from tenantry.schedule.cron import parse_cron
from tenantry.schedule.meaning import Schedule
from tenantry.schedule.simple import simple
from tenantry.schedule.spread import spread

TENANTS = [f"orders/tenant-{number:04}" for number in range(1, 1001)]


def hashed(expression: str, key: str) -> str:
    schedule, _ = parse_cron(expression, key=key, days=None)
    assert schedule is not None
    return schedule.cron[0]


def every(period: str, key: str) -> Schedule:
    schedule, _ = simple(period, key=key)
    assert schedule is not None
    return schedule


@pytest.mark.parametrize(
    ("key", "purpose", "size", "place"),
    [
        ("orders/acme", "every", 60, 54),
        ("orders/acme", "every", 1440, 1303),
        ("orders/acme", "minute", 60, 41),
        ("orders/acme", "hour", 24, 3),
        ("orders/acme", "weekday", 7, 6),
        ("orders/acme", "day", 28, 18),
        ("orders/borealis", "every", 60, 39),
        ("", "every", 60, 4),
        ("órders/ß", "every", 60, 21),
        ("orders/acme", "every", 1, 0),
    ],
)
def test_frozen_places(key: str, purpose: str, size: int, place: int) -> None:
    assert spread(key, purpose, size) == place


@pytest.mark.parametrize(
    ("period", "cron"),
    [
        ("5m", "4,9,14,19,24,29,34,39,44,49,54,59 * * * *"),
        ("10m", "9,19,29,39,49,59 * * * *"),
        ("15m", "13,28,43,58 * * * *"),
        ("20m", "18,38,58 * * * *"),
        ("30m", "27,57 * * * *"),
        ("1h", "54 * * * *"),
        ("2h", "48 1,3,5,7,9,11,13,15,17,19,21,23 * * *"),
        ("3h", "42 2,5,8,11,14,17,20,23 * * *"),
        ("4h", "37 3,7,11,15,19,23 * * *"),
        ("6h", "25 5,11,17,23 * * *"),
        ("8h", "14 7,15,23 * * *"),
        ("12h", "51 10,22 * * *"),
        ("1d", "43 21 * * *"),
        ("1w", "43 21 * * 6"),
        ("1mo", "43 21 19 * *"),
    ],
)
def test_frozen_starts_of_simple_schedules(period: str, cron: str) -> None:
    assert every(period, "orders/acme").cron == (cron,)


@pytest.mark.parametrize(
    ("expression", "cron"),
    [
        ("H * * * *", "41 * * * *"),
        ("H H * * *", "41 3 * * *"),
        ("H/15 * * * *", "10,25,40,55 * * * *"),
        ("H/20 H(0-5) * * *", "13,33,53 0 * * *"),
        ("H(0-29) 2 * * *", "20 2 * * *"),
        ("H(0-29)/10 * * * *", "6,16,26 * * * *"),
        ("0 H/6 * * *", "0 0,6,12,18 * * *"),
        ("*/30,H * * * *", "*/30,41 * * * *"),
        ("5,H 3 * * *", "5,41 3 * * *"),
    ],
)
def test_frozen_values_of_h(expression: str, cron: str) -> None:
    assert hashed(expression, "orders/acme") == cron


def test_a_thousand_hourly_tenants_fill_no_minute_to_twice_the_mean() -> None:
    counts = Counter(every("1h", tenant).minutes[0] for tenant in TENANTS)
    print(f"fullest minute: {max(counts.values())} of {len(TENANTS)}, mean {len(TENANTS) / 60:.1f}")
    assert sum(counts.values()) == len(TENANTS)
    assert len(counts) == 60
    assert max(counts.values()) < 2 * len(TENANTS) / 60


@pytest.mark.parametrize("integration", ["shop", "a", "shopify-netsuite", "x"])
def test_h_fills_no_minute_to_twice_the_mean_either(integration: str) -> None:
    keys = [f"{integration}/tenant-{number:04}" for number in range(1, 1001)]
    counts = Counter(hashed("H * * * *", key) for key in keys)
    assert max(counts.values()) < 2 * len(keys) / 60


@pytest.mark.parametrize("period", ["5m", "15m", "2h", "6h", "1d", "1w", "1mo"])
def test_starts_of_every_period_are_spread(period: str) -> None:
    schedules = [every(period, tenant) for tenant in TENANTS]
    starts = Counter((schedule.times[0], schedule.days, schedule.weekdays) for schedule in schedules)
    places = {"5m": 5, "15m": 15, "2h": 120, "6h": 360, "1d": 1440, "1w": 7 * 1440, "1mo": 28 * 1440}[period]
    mean = len(TENANTS) / places
    assert max(starts.values()) <= mean + 5 * mean**0.5 + 3
    assert max(max(schedule.days) for schedule in schedules) == (28 if period == "1mo" else 31)


def test_minute_and_hour_are_spread_independently() -> None:
    pairs = {hashed("H H * * *", tenant) for tenant in TENANTS}
    assert len(pairs) > 650


def test_h_stays_in_its_bounds_and_keeps_its_step() -> None:
    for tenant in TENANTS:
        within = [int(text) for text in hashed("H(10-19) H(2-4) * * *", tenant).split()[:2]]
        assert 10 <= within[0] <= 19
        assert 2 <= within[1] <= 4
        minutes = [int(text) for text in hashed("H(0-29)/10 2 * * *", tenant).split()[0].split(",")]
        assert minutes == list(range(minutes[0], 30, 10))
        assert minutes[0] < 10


def starts(files: dict[str, str | None]) -> dict[str, tuple[str, ...]]:
    return {each.id: each.schedule.meaning.cron for each in compile_base(files).installations}


def test_adding_removing_or_pausing_a_tenant_moves_no_other() -> None:
    forms = ("{every: 1h}", "{every: 1d}", "{every: 1mo}", '{cron: "H H(0-5) * * *"}')
    fleet: dict[str, str | None] = {
        f"tenants/orders/t{number:02}.yaml": f"schedule: {forms[number % 4]}\n" for number in range(40)
    }
    before = starts(fleet)
    changed = dict(fleet)
    changed["tenants/orders/a-new-one.yaml"] = "schedule: {every: 1h}\n"
    changed["tenants/orders/t07.yaml"] = "schedule: {every: 1mo}\npaused: true\n"
    changed["tenants/orders/t08.yaml"] = "paused: true\n"
    for number in range(20, 40):
        del changed[f"tenants/orders/t{number:02}.yaml"]
    after = starts(changed)
    kept = [tenant for tenant in before if tenant in after and tenant not in ("orders/t07", "orders/t08")]
    assert len(kept) == 20
    assert {tenant: after[tenant] for tenant in kept} == {tenant: before[tenant] for tenant in kept}
