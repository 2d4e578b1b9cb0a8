"""What the target systemd renders: units as a reader of their own sees them, and what is refused."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_compile import artifact, compile_base
from support_targets import rendered
from support_units import command_line, settings
from tenantry.schedule.cron import parse_cron
from tenantry.schedule.fires import fires
from tenantry.schedule.hourly import minutes_elsewhere
from tenantry.schedule.zones import offset, zone, zone_names
from tenantry.targets.systemd.calendar import READ_AS_LOCAL, on_calendar
from tenantry.targets.systemd.unit import argument, instance, unit_file

ACME = "tenants/orders/acme.yaml"
TIMER = "systemd/tenantry-orders-acme.timer"
SERVICE = "systemd/tenantry-run@.service"


def timer(text: str, options: str = "{}") -> dict[tuple[str, str], list[str]]:
    return settings(artifact(rendered("systemd", {ACME: text}, options), TIMER))


def test_a_timer_starts_the_instance_of_its_tenant_at_the_second() -> None:
    found = timer('schedule: {every: 1d, at: "06:00", timezone: Asia/Tokyo}\n')
    assert found["Timer", "OnCalendar"] == ["*-*-* 06:00:00 Asia/Tokyo"]
    assert found["Timer", "Unit"] == ["tenantry-run@orders-acme.service"]
    assert found["Timer", "AccuracySec"] == ["1s"]
    assert found["Timer", "RandomizedDelaySec"] == ["0"]
    assert found["Timer", "Persistent"] == ["no"]
    assert found["Install", "WantedBy"] == ["timers.target"]


def test_what_was_missed_is_made_up_for_where_it_is_asked_for() -> None:
    assert timer("schedule: {every: 1h}\n", "{catch_up: true}")["Timer", "Persistent"] == ["yes"]


def test_a_paused_tenant_is_there_and_names_a_day_that_no_year_has() -> None:
    text = 'paused: true\nschedule: {every: 1d, at: "06:00"}\n'
    content = artifact(rendered("systemd", {ACME: text}), TIMER)
    assert settings(content)["Timer", "OnCalendar"] == ["*-02-30 00:00:00 UTC"]
    assert b"# paused: OnCalendar=*-*-* 06:00:00 UTC\n" in content


@pytest.mark.parametrize(
    ("cron", "days", "zone_name", "events"),
    [
        ("0 2 1-7 * 1", "both", "Europe/Berlin", ["Mon *-*-01..07 02:00:00 Europe/Berlin"]),
        ("0 4 1,15 * 1", "either", "UTC", ["*-*-01,15 04:00:00 UTC", "Mon *-*-* 04:00:00 UTC"]),
        ("*/20 8-18 * * 0,5,6", None, "Asia/Tokyo", ["Fri..Sun *-*-* 08..18:00,20,40:00 Asia/Tokyo"]),
        ("0 0 * 1-3 *", None, "EST", ["*-01..03-* 00:00:00 Etc/GMT+5"]),
        ("*/15 * * * *", None, "Europe/Berlin", ["*-*-* *:00,15,30,45:00 UTC"]),
        ("7 * * * *", None, "Asia/Kathmandu", ["*-*-* *:22:00 UTC"]),
        ("7 * * * *", None, "Australia/Lord_Howe", ["*-*-* *:07:00 Australia/Lord_Howe"]),
        ("7,37 * * * *", None, "Australia/Lord_Howe", ["*-*-* *:07,37:00 UTC"]),
        ("* * * * *", None, "Pacific/Chatham", ["*-*-* *:*:00 UTC"]),
    ],
)
def test_a_schedule_as_events(cron: str, days: str | None, zone_name: str, events: list[str]) -> None:
    schedule, _ = parse_cron(cron, key="", days=days)
    assert schedule is not None
    assert on_calendar(schedule, zone_name) == events


@pytest.mark.parametrize("zone_name", ["Europe/Berlin", "Asia/Kathmandu", "Pacific/Chatham", "Australia/Lord_Howe"])
def test_every_hour_of_every_day_is_the_same_in_utc(zone_name: str) -> None:
    schedule, _ = parse_cron("5-59/30 * * * *", key="", days=None)
    assert schedule is not None
    minutes = minutes_elsewhere(schedule, zone_name, "UTC")
    found = list(islice(fires(schedule, zone_name, start=datetime(2027, 1, 1, tzinfo=UTC)), 365 * 48))
    assert {each.minute for each in found} == set(minutes or ())
    assert {later - earlier for earlier, later in pairwise(found)} == {timedelta(minutes=30)}


def test_a_zone_that_systemd_would_take_for_the_hosts_own_is_named_otherwise() -> None:
    words = {name for name in zone_names() if "/" not in name and name not in ("UTC", "UCT")}
    at = [datetime(year, month, 1, tzinfo=UTC) for year in range(2000, 2038) for month in (1, 4, 7, 10)]
    known = [zone(name) for name in zone_names()]
    local = {each.astimezone(found).tzname() for found in known for each in at if found}
    assert words & local | {"MET"} == set(READ_AS_LOCAL), "MET was a zone of its own until 2024b"
    for name, other in READ_AS_LOCAL.items():
        first, second = zone(name), zone(other)
        assert first is not None
        assert second is not None
        assert [offset(first, each) for each in at] == [offset(second, each) for each in at]


@given(st.text(alphabet=st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=40))
def test_an_argument_comes_back_as_it_was(text: str) -> None:
    assert command_line(f"/bin/true {argument(text)} last") == ["/bin/true", text, "last"]


def test_naughty_strings_come_back(corpora: Any) -> None:
    strings = json.loads((corpora / "naughty-strings" / "blns.json").read_text(encoding="utf-8"))
    usable = [text for text in strings if text.isprintable() and text]
    assert len(usable) > 450
    for text in usable:
        content = unit_file([("Service", [("ExecStart", f"/bin/true {argument(text)}")])])
        assert [command_line(each) for each in settings(content)["Service", "ExecStart"]] == [["/bin/true", text]]


@pytest.mark.parametrize("value", ["a\nExecStartPre=/bin/id", "a\\", " a", "a\r", "a\u2028b", "a\0"])
def test_a_value_that_would_not_stay_in_its_line_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        unit_file([("Service", [("Description", value)])])


@given(st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?/[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True))
def test_an_instance_gives_the_tenant_back(tenant: str) -> None:
    unescaped = re.sub(r"\\x([0-9a-f]{2})", lambda found: chr(int(found[1], 16)), instance(tenant).replace("-", "/"))
    assert unescaped == tenant


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ('{build: "/srv/a\\nExecStartPre=/bin/id"}', "TN704"),
        ("{build: relative}", "TN704"),
        ("{build: /srv/../etc}", "TN704"),
        ('{command: "tenantry run\\n[Service]"}', "TN704"),
        ("{command: -tenantry run}", "TN704"),
        ('{command: "+/bin/sh"}', "TN704"),
        ('{command: "tenantry \'run"}', "TN704"),
        ("{user: Root}", "TN704"),
        ("{environment_file: /etc/*}", "TN704"),
        ("{environment_file: /etc/%h}", "TN704"),
    ],
)
def test_an_option_that_would_be_read_otherwise_is_refused(options: str, code: str) -> None:
    result = compile_base({"tenantry.yaml": f"version: 1\ntargets: {{systemd: {options}}}\n"})
    assert [problem.code.id for problem in result.diagnostics] == [code]


def test_the_service_hands_on_the_id_and_outlasts_the_longest_timeout() -> None:
    options = '{command: tenantry run --mode normal, build: "/srv/a b%c$D"}'
    found = settings(artifact(rendered("systemd", {}, options), SERVICE))
    assert command_line(found["Service", "ExecStart"][0]) == [
        *["tenantry", "run", "--mode", "normal", "%I", "--build"], "/srv/a b%c$D", "--state", "%S/tenantry",
    ]  # fmt: skip
    assert found["Service", "Type"] == ["oneshot"]
    assert found["Service", "TimeoutStartSec"] == ["660s"]


def test_a_name_that_systemd_would_not_take_is_refused() -> None:
    path = f"tenants/orders/a{'-' * 61}z.yaml"
    result = compile_base({"tenantry.yaml": "version: 1\ntargets: {systemd: {}}\n", path: "paused: false\n"})
    assert [(problem.code.id, problem.span.path) for problem in result.diagnostics] == [("TN712", path)]


def test_units_of_two_tenants_never_meet() -> None:
    base = compile_base({}).snapshot.files
    files: dict[str, str | None] = {"tenants/orders/orders.yaml": "paused: false\n"}
    for tenant in ("a-b/c", "a/b-c", "run/x"):
        integration = tenant.partition("/")[0]
        files |= {
            path.replace("/orders/", f"/{integration}/", 1): content.decode()
            for path, content in base.items()
            if path.startswith("integrations/orders/")
        }
        files[f"tenants/{tenant}.yaml"] = "paused: false\n"
    found = [each for each in rendered("systemd", files).artifacts if each.path.endswith(".timer")]
    assert len({each.path for each in found}) == len(found) == 6
    assert len({settings(each.content)["Timer", "Unit"][0] for each in found}) == 6


@pytest.mark.parametrize(
    ("schedule", "code", "words"),
    [
        ('every: 1d, at: "02:30", timezone: Europe/Berlin', "TN412", "2027-03-28 does not fire, due at 03:00 (+02:00)"),
        ('cron: "*/10 2 * * *", timezone: Europe/Berlin', "TN412", "2027-10-31 does not fire, due at 02:00 (+01:00)"),
        (
            'cron: "0 1,9 * * *", timezone: Europe/Dublin',
            "TN412",
            "2027-03-28 does not fire, due at 02:00 (+01:00)",
        ),
        ('every: 1d, at: "02:50", timezone: Pacific/Chatham', "TN712", "the timer would stop on 2027-09-26"),
    ],
)
def test_clock_changes_are_warned_about_with_dates(schedule: str, code: str, words: str) -> None:
    text = f"schedule: {{{schedule}}}\n"
    result = compile_base({"tenantry.yaml": "version: 1\ntargets: {systemd: {}}\n", ACME: text})
    found = {problem.code.id: problem.message for problem in result.diagnostics}
    assert set(found) - {"TN414"} == {code}
    assert words in found[code]


def test_every_hour_is_kept_and_not_warned_about() -> None:
    text = "schedule: {every: 1h, timezone: Europe/Berlin}\n"
    assert not rendered("systemd", {ACME: text}).diagnostics
