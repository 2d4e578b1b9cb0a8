"""Policy on times: clock changes, herds, long runs, and too many runs at once."""

from __future__ import annotations

import pytest

from support_compile import compile_base, shown
from tenantry.diagnostics import Diagnostic

ACME = "tenants/orders/acme.yaml"
BOREALIS = "tenants/orders/borealis.yaml"
INTEGRATION = "integrations/orders/integration.yaml"
OFFER = """\
title: Orders to ledger
owners: ["@example/integrations"]
channels: {default: "1.0.0"}
connectors:
  shop: {auth: api_key, secrets: [token]}
"""


def integration(limits: str, schedule: str = "") -> str:
    return f"{OFFER}limits: {{{limits}}}\n" + (f"schedule: {{{schedule}}}\n" if schedule else "")


def found(files: dict[str, str | None], code: str) -> list[Diagnostic]:
    result = compile_base(files)
    assert not result.failed, shown(result)
    return [problem for problem in result.diagnostics if problem.code.id == code]


def fleet(number: int, schedule: str) -> dict[str, str | None]:
    """So many tenants with a schedule of their own each."""
    return {f"tenants/orders/t{index:03}.yaml": f"schedule: {schedule}\n" for index in range(number)}


@pytest.mark.parametrize(
    ("schedule", "told"),
    [
        ('every: 1d, at: "02:30"', "2027-03-28 02:30 does not exist and fires at 03:00; 2027-10-31 02:30 comes twice"),
        ('cron: "15,45 2 * * *"', "02:15 and 1 more do not exist and fire together at 03:00"),
        ('cron: "H 2 * * *"', "does not exist"),
        (
            'cron: "*/20 2 * * *"',
            "02:00 and 2 more do not exist and do not fire; 2027-10-31 02:00 and 2",
        ),
        ('cron: "*/20 1-3 * * *"', "and do not fire"),
        ('cron: "30 2 * 10 *"', "2027-10-31 02:30 comes twice and fires the first time; 2028-10-29"),
        ('every: 1d, at: "03:00"', None),
        ('every: 1d, at: "01:59"', None),
        ('cron: "30 2 * 1 *"', None),
        ('cron: "30 2 * * 1-5"', None),
        ('cron: "30 * * * *"', None),
        ('cron: "30 */2 * * *"', None),
        ('cron: "H H(2-2) * * *"', None),
        ("every: 1d", None),
        ("every: 6h", None),
    ],
)
def test_a_time_that_clocks_skip_or_repeat(schedule: str, told: str | None) -> None:
    problems = found({ACME: f"schedule: {{{schedule}, timezone: Europe/Berlin}}\n"}, "TN414")
    assert [told in problem.message for problem in problems if told] == [True] * (told is not None)
    assert len(problems) == (told is not None)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu", "Etc/GMT-5"])
def test_zones_without_changes_have_no_such_time(zone: str) -> None:
    assert found({ACME: f'schedule: {{every: 1d, at: "02:30", timezone: {zone}}}\n'}, "TN414") == []


def test_a_target_that_says_more_silences_it_for_its_tenants_alone() -> None:
    files: dict[str, str | None] = {
        "tenantry.yaml": "version: 1\ntargets: {kubernetes: {}}\n",
        ACME: 'schedule: {every: 1d, at: "02:30", timezone: Europe/Berlin}\n',
    }
    assert [problem.tenants for problem in found(files, "TN412")] == [("orders/acme",)]
    assert found(files, "TN414") == []
    files["tenantry.yaml"] = "version: 1\ntargets: {crontab: {timezone: Europe/Berlin}}\n"
    files[BOREALIS] = 'schedule: {every: 1d, at: "06:00", timezone: Europe/Berlin}\n'
    assert found(files, "TN412") == []
    assert [problem.tenants for problem in found(files, "TN414")] == [("orders/acme",)]


def test_what_is_inherited_is_told_once() -> None:
    files = {"tenants/orders/_defaults.yaml": 'schedule: {every: 1d, at: "02:30", timezone: Europe/Berlin}\n'}
    inherited = {ACME: "paused: false\n", BOREALIS: "paused: true\n"}
    (problem,) = found({**files, **inherited}, "TN414")
    assert problem.tenants == ("orders/acme", "orders/borealis")
    assert problem.span.path == "tenants/orders/_defaults.yaml"


@pytest.mark.parametrize(
    ("number", "schedule", "herd"),
    [
        (5, '{cron: "0 0 * * *"}', 5),
        (4, '{cron: "0 0 * * *"}', 0),
        (5, "{every: 1h, spread: false}", 6),
        (5, '{every: 1d, at: "06:00"}', 6),
        (5, '{cron: "0 0 1 7 *"}', 5),
        (30, '{cron: "H 2 * * *"}', 0),
        (30, "{every: 15m}", 0),
        (30, "{every: 1w, on: mon}", 0),
    ],
)  # fmt: skip
def test_a_start_that_most_share(number: int, schedule: str, herd: int) -> None:
    problems = found(fleet(number, schedule), "TN415")
    assert [len(problem.tenants) for problem in problems] == [herd] * bool(herd)


def test_different_schedules_may_share_a_start() -> None:
    mixed = {**fleet(3, '{cron: "0 0 * * *"}')}
    mixed |= {f"tenants/orders/u{number}.yaml": 'schedule: {cron: "0 */6 * * *"}\n' for number in range(3)}
    (problem,) = found(mixed, "TN415")
    assert problem.span.path == INTEGRATION
    assert problem.message == "6 of 8 tenants start in the same minute, as at 00:00 in UTC"
    assert len(problem.related) == 3


def test_a_minority_and_the_paused_are_no_herd() -> None:
    spread = {f"tenants/orders/s{number}.yaml": "schedule: {every: 1h}\n" for number in range(9)}
    assert found({**fleet(6, '{cron: "0 0 * * *"}'), **spread}, "TN415") == []
    paused = {path: f"{text}paused: true\n" for path, text in fleet(6, '{cron: "0 0 * * *"}').items()}
    assert found(paused, "TN415") == []


@pytest.mark.parametrize(
    ("limits", "schedule", "told"),
    [
        ("typical_run: 16m", "{every: 15m}", "starts may be 15m apart, and a run of orders usually takes 16m"),
        ("typical_run: 15m", "{every: 15m}", None),
        ("typical_run: 6m", '{cron: "0,5 2 * * *"}', "starts may be 5m apart"),
        ("typical_run: 2d", '{cron: "0 2 * * *"}', "starts may be 1d apart, and a run of orders usually takes 2d"),
        ("timeout: 30m", "{every: 15m}", None),
    ],
)
def test_a_run_longer_than_the_interval(limits: str, schedule: str, told: str | None) -> None:
    files: dict[str, str | None] = {INTEGRATION: integration(limits), ACME: f"schedule: {schedule}\n", BOREALIS: None}
    problems = found(files, "TN416")
    assert len(problems) == (told is not None)
    assert told is None or told in problems[0].message


@pytest.mark.parametrize(
    ("limits", "number", "told"),
    [
        ("concurrency: 3, typical_run: 60s", 4, "4 runs are going on at once at 2026-11-24 06:00 UTC, and 3 may be"),
        ("concurrency: 4, typical_run: 60s", 4, None),
        ("concurrency: 4, typical_run: 61s", 4, "5 runs are going on at once at 2026-11-24 06:01 UTC, and 4 may be"),
        ("concurrency: 3", 4, None),
        ("typical_run: 10m", 4, None),
    ],
)
def test_more_runs_at_once_than_are_allowed(limits: str, number: int, told: str | None) -> None:
    files = fleet(number, '{cron: "0 6 * * *"}') | {INTEGRATION: integration(limits), ACME: None}
    files[BOREALIS] = 'schedule: {every: 1d, at: "06:01"}\n'
    problems = found(files, "TN417")
    assert [problem.message for problem in problems] == [told] * (told is not None)
    if told:
        assert len(problems[0].tenants) == int(told[0])


def test_the_paused_take_no_part_in_what_runs_at_once() -> None:
    files = fleet(4, '{cron: "0 6 * * *"}') | {INTEGRATION: integration("concurrency: 3, typical_run: 5m"), ACME: None}
    files["tenants/orders/t000.yaml"] = 'schedule: {cron: "0 6 * * *"}\npaused: true\n'
    files[BOREALIS] = 'schedule: {every: 1d, at: "12:00"}\n'
    assert found(files, "TN417") == []
