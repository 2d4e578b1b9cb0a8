"""The target crontab: its lines, and Debian's own reader."""

from __future__ import annotations

import re
import shlex
import subprocess
from datetime import UTC, datetime, timedelta
from importlib import import_module
from itertools import takewhile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_compile import artifact, compile_base
from support_targets import rendered, tool
from tenantry.schedule.cron import parse_cron
from tenantry.schedule.fires import fires
from tenantry.targets.crontab.render import as_cron_reads

ACME = "tenants/orders/acme.yaml"
BOREALIS: dict[str, str | None] = {"tenants/orders/borealis.yaml": "schedule: {every: 1h}\n"}
"""The other tenant, on a host of any zone."""
START = datetime(2026, 3, 1, tzinfo=UTC)


def lines(text: str, options: str = "{}") -> list[str]:
    """The lines of one tenant."""
    content = artifact(rendered("crontab", {**BOREALIS, ACME: text}, options), "crontab/tenantry").decode()
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


def read_by_cron(text: str) -> str:
    """What the shell gets of a command: a % that no backslash precedes would end it (crontab(5), do_command.c)."""
    assert re.fullmatch(r"(?:[^\\%]|\\[\\%])*", text), "ends early"
    return re.sub(r"\\([\\%])", r"\1", text)


@given(st.text(alphabet=st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=40))
def test_a_command_reaches_the_shell_as_it_was(text: str) -> None:
    assert shlex.split(read_by_cron(as_cron_reads(shlex.join(["run", text])))) == ["run", text]


def test_naughty_options_stay_in_one_word_of_one_line() -> None:
    found = lines(
        'schedule: {every: 1d, at: "06:00"}\n', '{command: "env \'A=$(id)\' tenantry run", build: "/a b%c\\\\d\'#"}'
    )
    assert len(found) == 1
    words = shlex.split(read_by_cron(found[0].partition(" root ")[2]))
    assert words == ["env", "A=$(id)", "tenantry", "run", "orders/acme", "--build", "/a b%c\\d'#"]


@pytest.mark.parametrize(
    "options", ['{build: "/a\\nMAILTO=x"}', '{command: "run\\n* * * * * root id"}', '{command: "$SHELL"}']
)
def test_an_option_that_would_be_more_than_a_line_is_refused(options: str) -> None:
    result = compile_base({"tenantry.yaml": f"version: 1\ntargets: {{crontab: {options}}}\n"})
    assert [problem.code.id for problem in result.diagnostics] == ["TN704"]


@pytest.mark.parametrize(
    ("zone", "host", "line"),
    [
        ("Europe/Berlin", "UTC", "10 * * * *"),
        ("UTC", "Europe/Berlin", "10 * * * *"),
        ("Asia/Kathmandu", "America/New_York", "25 * * * *"),
    ],
)
def test_every_hour_of_every_day_is_kept_in_any_zone(zone: str, host: str, line: str) -> None:
    found = lines(f'schedule: {{cron: "10 * * * *", timezone: {zone}}}\n', f"{{timezone: {host}}}")
    assert found[0].startswith(f"{line} root ")


def test_several_times_in_one_gap_are_warned_about() -> None:
    text = 'schedule: {cron: "0,30 2 * * *", timezone: Europe/Berlin}\n'
    problems = rendered("crontab", {ACME: text, **BOREALIS}, "{timezone: Europe/Berlin}").diagnostics
    assert [problem.code.id for problem in problems] == ["TN412"]
    assert "2027-03-28 fires once more at 03:00 (+02:00)" in problems[0].message


def test_one_time_in_a_gap_is_kept() -> None:
    text = 'schedule: {every: 1d, at: "02:30", timezone: Europe/Berlin}\n'
    problems = rendered("crontab", {ACME: text, **BOREALIS}, "{timezone: Europe/Berlin}").diagnostics
    assert [problem.code.id for problem in problems] == ["TN414"]


def test_a_command_that_cron_would_not_take_is_refused() -> None:
    result = compile_base({"tenantry.yaml": f"version: 1\ntargets: {{crontab: {{build: /{'x' * 990}}}}}\n"})
    assert {problem.code.id for problem in result.diagnostics} == {"TN711"}


def test_what_one_file_may_not_hold_goes_into_further_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("tenantry.targets.crontab.render"), "LINES", 10)
    files = {f"tenants/orders/t{number}.yaml": "paused: false\n" for number in range(3)}
    found = [each for each in rendered("crontab", files).artifacts if each.target == "crontab"]
    assert [each.path for each in found] == ["crontab/tenantry", "crontab/tenantry-2", "crontab/tenantry-3"]
    assert max(each.content.count(b"\n") for each in found) <= 10
    assert sum(each.content.count(b" --build ") for each in found) == 5


@pytest.mark.consumer
def test_debians_cron_takes_the_file(tmp_path: Path) -> None:
    crontab = tool("crontab", "cron")
    result = rendered("crontab", {ACME: 'schedule: {cron: "0 2 1-7 * 1", days: both}\n'})
    file = tmp_path / "tenantry"
    file.write_bytes(artifact(result, "crontab/tenantry"))
    assert subprocess.run([crontab, "-n", file], capture_output=True, check=False).returncode == 0
    file.write_bytes(file.read_bytes().replace(b"0 2 1-7", b"99 2 1-7"))
    assert subprocess.run([crontab, "-n", file], capture_output=True, check=False).returncode != 0
