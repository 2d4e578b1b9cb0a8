"""`tenantry schedule`: what it prints for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from support_cli import Run
from support_pages import lay

NIGHTS = 'schedule: {every: 1d, at: "02:30", timezone: Europe/Berlin}\n'
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The base repository with a tenant whose time clocks skip and repeat."""
    folder = lay(tmp_path, ())
    (folder / "tenants/orders/acme.yaml").write_text(NIGHTS)
    return folder


def checked(text: str, name: str) -> Any:
    """The JSON, which fits its schema."""
    schema = json.loads((ROOT / "schemas" / "outputs" / f"{name}.schema.json").read_text())
    data = json.loads(text)
    jsonschema.Draft7Validator(schema).validate(data)
    return data


def test_next_is_the_contracts_json(root: Path, invoke: Run) -> None:
    ran = invoke("-C", root, "schedule", "next", "orders/acme", "--from", "2026-03-28T12:00Z", "--count", "2",
                 "--format", "json")  # fmt: skip
    assert ran.code == 0
    assert checked(ran.stdout, "schedule-next") == {
        "version": 1,
        "tenant": "orders/acme",
        "timezone": "Europe/Berlin",
        "paused": False,
        "next": [
            {"local": "2026-03-29T03:00:00+02:00", "utc": "2026-03-29T01:00:00Z"},
            {"local": "2026-03-30T02:30:00+02:00", "utc": "2026-03-30T00:30:00Z"},
        ],
    }


def test_next_is_strictly_after(root: Path, invoke: Run) -> None:
    at = "2026-03-30T02:30:00+02:00"
    data = json.loads(
        invoke("-C", root, "schedule", "next", "acme", "--from", at, "--count", "1", "--format", "json").stdout
    )
    assert [each["utc"] for each in data["next"]] == ["2026-03-31T00:30:00Z"]


def test_next_for_people(root: Path, invoke: Run) -> None:
    ran = invoke("-C", root, "schedule", "next", "acme", "--from", "2026-03-28T12:00", "--count", "1")
    assert ran.stdout.splitlines() == [
        "orders/acme  every 1d at 02:30, Europe/Berlin",
        "  Sun 2026-03-29 03:00 +02:00  2026-03-29T01:00:00Z  clocks go forward: the first instant after the gap",
    ]


def test_a_repeated_time_says_so(root: Path, invoke: Run) -> None:
    (root / "tenants/orders/acme.yaml").write_text('schedule: {cron: "30 * * * *", timezone: Europe/Berlin}\n')
    ran = invoke("-C", root, "schedule", "next", "acme", "--from", "2026-10-25T00:00", "--count", "3")
    lines = ran.stdout.splitlines()[1:]
    assert [("second time" in line, line[6:28]) for line in lines] == [
        (False, "2026-10-25 02:30 +02:0"), (True, "2026-10-25 02:30 +01:0"), (False, "2026-10-25 03:30 +01:0"),
    ]  # fmt: skip


def test_a_paused_tenant_is_told_as_one(root: Path, invoke: Run) -> None:
    (root / "tenants/orders/acme.yaml").write_text(NIGHTS + "paused: true\n")
    ran = invoke("-C", root, "schedule", "next", "acme", "--count", "1")
    assert "paused: it fires at none of these times" in ran.stdout
    assert json.loads(invoke("-C", root, "schedule", "next", "acme", "--format", "json").stdout)["paused"] is True


def test_other_tenants_may_be_broken_but_not_this_one(root: Path, invoke: Run) -> None:
    (root / "tenants/orders/borealis.yaml").write_text('schedule: {cron: "0 0 30 2 *"}\n')
    assert invoke("-C", root, "schedule", "next", "acme").code == 0
    ran = invoke("-C", root, "schedule", "next", "borealis")
    assert (ran.code, ran.stdout) == (1, "")
    assert "TN405" in ran.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["next", "nobody"],
        ["next", "acme", "--count", "0"],
        ["next", "acme", "--from", "soon"],
        ["next", "acme", "--from", "0001-01-01"],
        ["next", "acme", "--from", "9999-12-31T23:59:59-12:00"],
        ["next", "acme", "--format", "yaml"],
        ["describe"],
        ["describe", "0", "2", "*", "*", "*"],
        ["describe", "0 2 * * *", "--days", "neither"],
        ["load", "--timezone", "Europe/Berln"],
        ["load", "--weeks", "0"],
        ["nxt", "acme"],
    ],
)
def test_wrong_usage(root: Path, invoke: Run, arguments: list[str]) -> None:
    ran = invoke("-C", root, "schedule", *arguments)
    assert (ran.code, ran.stdout) == (2, "")
    assert ran.stderr


def test_describe_needs_no_repository(tmp_path: Path, tenantry: Run) -> None:
    ran = tenantry("schedule", "describe", "30 2 * * 1-5", cwd=tmp_path)
    assert (ran.code, ran.stderr) == (0, "")
    assert ran.stdout.startswith(
        "At 02:30 on every day-of-week from Monday through Friday.\n  clock changes: names fixed"
    )


def test_describe_for_programs(invoke: Run) -> None:
    ran = invoke("schedule", "describe", "H/15 4 1,15 * 1", "--days", "both", "--format", "json")
    assert ran.code == 0
    assert checked(ran.stdout, "schedule-describe") == {
        "version": 1,
        "cron": "H/15 4 1,15 * 1",
        "valid": True,
        "readings": [
            {
                "days": "both",
                "description": "At every 15th minute, counted from one of the tenant's own past hour 4 "
                "on day-of-month 1 and 15 if it's on Monday.",
            }
        ],
        "clock_changes": "fixed",
        "spread": True,
        "diagnostics": [],
    }


@pytest.mark.parametrize(
    ("expression", "code", "caret"),
    [
        ("61 * * * *", "TN403", "  1 | 61 * * * *\n    | ^^\n"),
        ("0 0 30 2 *", "TN405", "  1 | 0 0 30 2 *\n    | ^^^^^^^^^^\n"),
        ("0 */90 * * *", "TN408", "  1 | 0 */90 * * *\n    |   ^^^^\n"),
        ("0 2 * *", "TN403", "^^^^^^^\n"),
        ("0 2\n* * *", "TN403", "0 2\\x0a* * *\n"),
        ("", "TN403", "the expression is empty"),
        ("\x1b[31m", "TN403", "\\x1b"),
    ],
)
def test_what_is_no_schedule_is_shown_at_its_place(invoke: Run, expression: str, code: str, caret: str) -> None:
    ran = invoke("schedule", "describe", expression)
    assert (ran.code, ran.stdout) == (1, "")
    assert f"error[{code}]" in ran.stderr
    assert caret in ran.stderr
    assert "\x1b" not in ran.stderr
    data = checked(invoke("schedule", "describe", expression, "--format", "json").stdout, "schedule-describe")
    assert (data["valid"], data["readings"], data["clock_changes"]) == (False, [], None)
    assert data["diagnostics"][0]["code"] == code


def test_a_missing_day_rule_shows_both_readings(invoke: Run) -> None:
    ran = invoke("schedule", "describe", "0 4 1 * 1")
    assert ran.code == 1
    assert "error[TN407]" in ran.stderr
    assert ran.stdout.splitlines()[:2] == [
        "At 04:00 on day-of-month 1 or on Monday.  (with `days: either`)",
        "At 04:00 on day-of-month 1 if it's on Monday.  (with `days: both`)",
    ]


def test_a_warning_does_not_fail(invoke: Run) -> None:
    ran = invoke("schedule", "describe", "*/7 * * * *")
    assert ran.code == 0
    assert "warning[TN411]" in ran.stderr
    assert ran.stdout.startswith("At every 7th minute.")


def test_load_counts_whole_weeks(root: Path, invoke: Run) -> None:
    ran = invoke("-C", root, "schedule", "load", "--from", "2026-11-24", "--weeks", "2", "--format", "json")
    data = checked(ran.stdout, "schedule-load")
    assert (data["version"], data["timezone"], data["from"]) == (1, "UTC", "2026-11-24T00:00:00+00:00")
    assert (data["tenants"], data["paused"], data["runs_per_day"]) == (2, 0, 2.0)
    assert data["hours_of_day"] == [0.0, 1.0, *[0.0] * 4, 1.0, *[0.0] * 17]
    assert data["hours_of_week"] == [data["hours_of_day"]] * 7
    assert data["peak_per_minute"]["at"]["utc"] == "2026-11-24T01:30:00Z"
    assert data["concurrency"] is None
    (own,) = data["integrations"]
    assert (own["integration"], own["limit"], own["typical_run"]) == ("orders", None, None)


def test_load_in_another_zone_with_runs_at_once(root: Path, invoke: Run) -> None:
    with (root / "integrations/orders/integration.yaml").open("a") as stream:
        stream.write("limits: {concurrency: 1, typical_run: 6h}\n")
    ran = invoke("-C", root, "schedule", "load", "--from", "2026-11-24", "--weeks", "1", "--timezone", "Asia/Kathmandu",
                 "--format", "json")  # fmt: skip
    data = checked(ran.stdout, "schedule-load")
    assert data["concurrency"] == {
        "runs": 2, "at": {"local": "2026-11-24T11:45:00+05:45", "utc": "2026-11-24T06:00:00Z"},
    }  # fmt: skip
    assert (data["hours_of_day"][7], data["hours_of_day"][11]) == (1.0, 1.0)
    text = invoke("-C", root, "schedule", "load", "--from", "2026-11-24").stdout
    assert "over the limit" in text


def test_load_fits_the_terminal_and_is_plain(root: Path, tenantry: Run) -> None:
    for columns in ("40", "80", "132"):
        ran = tenantry("-C", root, "schedule", "load", env={"COLUMNS": columns, "NO_COLOR": "1"})
        bars = [line for line in ran.stdout.splitlines() if "#" in line]
        assert max(map(len, bars)) == int(columns)
        assert ran.stdout.isascii()
        assert "\x1b" not in ran.stdout
    assert "\x1b[" in tenantry("-C", root, "schedule", "load", "--color", "always").stdout


def test_load_without_a_single_run(root: Path, invoke: Run) -> None:
    for tenant in ("acme", "borealis"):
        (root / f"tenants/orders/{tenant}.yaml").write_text("paused: true\n")
    ran = invoke("-C", root, "schedule", "load")
    assert ran.code == 0
    assert "fullest minute   no runs" in ran.stdout
    data = checked(invoke("-C", root, "schedule", "load", "--format", "json").stdout, "schedule-load")
    assert (data["runs_per_day"], data["peak_per_minute"]) == (0.0, {"runs": 0, "at": None})


def test_load_of_a_broken_repository_is_refused(root: Path, invoke: Run) -> None:
    (root / "tenants/orders/borealis.yaml").write_text("release: {channel: bata}\n")
    ran = invoke("-C", root, "schedule", "load")
    assert (ran.code, ran.stdout) == (1, "")
    assert "TN302" in ran.stderr
