"""The target crontab: its lines, and Debian's own reader."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path

import pytest

from support_compile import artifact, compile_base
from support_targets import rendered, tool
from tenantry.schedule import fires, parse_cron

ACME = "tenants/orders/acme.yaml"
START = datetime(2026, 3, 1, tzinfo=UTC)


def lines(text: str, options: str = "{}") -> list[str]:
    """The lines of one tenant."""
    content = artifact(rendered("crontab", {ACME: text}, options), "crontab/tenantry").decode()
    assert content.endswith("\n")
    return [line for line in content.splitlines() if "orders/acme --build" in line]


def instants(expression: str, zone: str) -> set[datetime]:
    schedule, _ = parse_cron(expression, key="", days=None)
    assert schedule is not None
    return set(takewhile(lambda each: each < START + timedelta(days=15), fires(schedule, zone, start=START)))


def test_a_line_runs_the_tenant_as_the_user() -> None:
    found = lines('schedule: {every: 1d, at: "06:00"}\n', "{user: sync, build: /srv/build}")
    assert found == ["0 6 * * * sync tenantry run orders/acme --build /srv/build"]


def test_a_paused_tenant_is_there_and_never_fires() -> None:
    assert lines('paused: true\nschedule: {every: 1d, at: "06:00"}\n')[0].startswith("#paused 0 6 * * * ")


@pytest.mark.parametrize(
    ("schedule", "cron", "zone"),
    [
        ('every: 1d, at: "06:00"', "0 6 * * *", "Asia/Tokyo"),
        ('every: 1w, on: mon, at: "03:10"', "10 3 * * 1", "Asia/Tokyo"),
        ('cron: "*/20 22-23,0-2 * * 1-5"', "*/20 22-23,0-2 * * 1-5", "Asia/Kolkata"),
        ('cron: "0 */6 * * 0"', "0 */6 * * 0", "Pacific/Honolulu"),
        ('cron: "30 12 1 * *"', "30 12 1 * *", "Asia/Kathmandu"),
    ],
)
def test_a_zone_without_clock_changes_is_converted(schedule: str, cron: str, zone: str) -> None:
    found = lines(f"schedule: {{{schedule}, timezone: {zone}}}\n")
    converted = set().union(*(instants(" ".join(line.split()[:5]), "UTC") for line in found))
    assert converted == instants(cron, zone)


@pytest.mark.parametrize(
    "schedule",
    ['every: 1d, at: "06:00", timezone: Europe/Berlin', 'every: 1mo, on: 1, at: "03:00", timezone: Asia/Tokyo'],
)
def test_what_the_daemons_zone_cannot_say_is_refused(schedule: str) -> None:
    text = f"schedule: {{{schedule}}}\n"
    result = compile_base({"tenantry.yaml": "version: 1\ntargets: {crontab: {}}\n", ACME: text})
    assert [problem.code.id for problem in result.diagnostics] == ["TN712"]


def test_both_days_are_asked_for_by_the_command() -> None:
    found = lines('schedule: {cron: "0 2 1-7 * 1", days: both}\n')
    command = "tenantry run orders/acme --build /etc/tenantry/build"
    assert found == [f'0 2 1-7 * * root case "$(date +\\%w)" in 1) {command};; esac']


@pytest.mark.consumer
def test_debians_cron_takes_the_file(tmp_path: Path) -> None:
    crontab = tool("crontab", "cron")
    result = rendered("crontab", {ACME: 'schedule: {cron: "0 2 1-7 * 1", days: both}\n'})
    file = tmp_path / "tenantry"
    file.write_bytes(artifact(result, "crontab/tenantry"))
    assert subprocess.run([crontab, "-n", file], capture_output=True, check=False).returncode == 0
    file.write_bytes(file.read_bytes().replace(b"0 2 1-7", b"99 2 1-7"))
    assert subprocess.run([crontab, "-n", file], capture_output=True, check=False).returncode != 0
