"""The target temporal without a server: what is rendered, what is refused, what the guard counts."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.json_format import ParseDict
from hypothesis import given
from hypothesis import strategies as st
from temporalio.api.common.v1 import Payload
from temporalio.api.schedule.v1 import ScheduleSpec

from support_cli import Run
from support_compile import AS_OF, artifact, compile_base
from support_targets import rendered, sample
from support_temporal import fleet, free_port
from tenantry.model.declared.settings import Guard
from tenantry.pipeline import compile_snapshot
from tenantry.targets.applying import Change, Survey
from tenantry.targets.guard import broken_limits, refusals
from tenantry.targets.temporal.apply.wire import Wanted, differing
from tenantry.targets.temporal.spec import ranges

ACME = "tenants/orders/acme.yaml"
DAILY = 'schedule: {every: 1d, at: "06:00", timezone: Asia/Tokyo}\n'


def entry(text: str, options: str = "{}", tenant: str = "orders/acme") -> dict[str, Any]:
    content = artifact(rendered("temporal", {ACME: text}, options), "temporal/orders.json")
    found: list[dict[str, Any]] = json.loads(content)["schedules"]
    return next(each for each in found if each["tenant"] == tenant)


def test_a_definition_keeps_zone_pause_timeout_and_one_run_at_a_time() -> None:
    found = entry("paused: true\n" + DAILY)
    schedule = found["schedule"]
    assert found["scheduleId"] == "orders-acme"
    assert schedule["spec"]["timezoneName"] == "Asia/Tokyo"
    assert schedule["spec"]["structuredCalendar"][0]["hour"] == [{"start": 6}]
    assert "jitter" not in schedule["spec"]
    assert schedule["policies"] == {"overlapPolicy": "SCHEDULE_OVERLAP_POLICY_SKIP", "catchupWindow": "300s"}
    assert schedule["action"]["startWorkflow"]["workflowExecutionTimeout"] == "600s"
    assert schedule["state"]["paused"]
    assert schedule["state"]["notes"].startswith("Paused in git: every 1d at 06:00, Asia/Tokyo.")
    assert found["memo"] == {"fields": {"tenantry.tenant": "orders/acme"}}


def test_the_memo_says_whose_it_is() -> None:
    result = compile_base({"tenantry.yaml": "version: 1\nname: acme\ntargets: {temporal: {}}\n"})
    found = json.loads(artifact(result, "temporal/orders.json"))["schedules"][0]
    assert found["memo"] == {"fields": {"tenantry.owner": "acme", "tenantry.tenant": found["tenant"]}}


def test_the_digest_follows_the_definition() -> None:
    one, same, other = entry(DAILY), entry(DAILY), entry(DAILY.replace("06:00", "06:01"))
    assert one["digest"] == same["digest"] != other["digest"]
    assert one["schedule"]["action"]["startWorkflow"]["memo"]["fields"]["tenantry.digest"] == one["digest"]


def test_options_reach_the_definition() -> None:
    options = "{task_queue: eu, workflow_type: Sync, prefix: eu-, catchup_window: 1h, search_attribute: Tenant}"
    found = entry(DAILY, options)
    started = found["schedule"]["action"]["startWorkflow"]
    assert (started["taskQueue"]["name"], started["workflowType"]["name"]) == ("eu", "Sync")
    assert found["scheduleId"] == started["workflowId"] == "eu-orders-acme"
    assert found["schedule"]["policies"]["catchupWindow"] == "3600s"
    assert started["searchAttributes"] == {"indexedFields": {"Tenant": "orders/acme"}}


@pytest.mark.parametrize(
    "option",
    [
        "address: nowhere",
        "address: 'http://x:1'",
        "catchup_window: 9s",
        "task_queue: ''",
        "prefix: /_sys/x",
        "queue: x",
    ],
)
def test_an_option_that_temporal_would_refuse_is_refused(option: str) -> None:
    result = compile_base({"tenantry.yaml": f"version: 1\ntargets: {{temporal: {{{option}}}}}\n"})
    assert len(result.diagnostics) == 1
    assert result.diagnostics[0].span.path == "tenantry.yaml"
    assert result.failed


def test_zones_bring_their_rules_where_that_is_asked_for() -> None:
    assert "timezoneData" not in entry(DAILY)["schedule"]["spec"]
    spec = ParseDict(entry(DAILY, "{timezone_data: true}")["schedule"]["spec"], ScheduleSpec())
    assert spec.timezone_data.startswith(b"TZif")


def test_fixed_times_within_a_clock_change_are_warned_about() -> None:
    text = 'schedule: {every: 1d, at: "02:30", timezone: Europe/Berlin}\n'
    result = rendered("temporal", {ACME: text})
    (problem,) = result.diagnostics
    assert problem.code.id == "TN412"
    assert "2027-03-28 does not fire, due at 03:00 (+02:00)" in problem.message
    assert rendered("temporal", {ACME: text.replace("02:30", "01:30")}).diagnostics == []


def test_schedules_of_two_tenants_never_meet() -> None:
    base = compile_base({})
    files: dict[str, bytes] = {}
    for tenant in ("a-b/c", "a/b-c"):
        integration = tenant.partition("/")[0]
        for path, content in base.snapshot.files.items():
            if path.startswith("integrations/orders/"):
                files[path.replace("/orders/", f"/{integration}/", 1)] = content
        files[f"tenants/{tenant}.yaml"] = b"paused: false\n"
    result = rendered("temporal", {path: content.decode() for path, content in files.items()})
    contents = [json.loads(each.content) for each in result.artifacts if each.target == "temporal"]
    names = [each["scheduleId"] for content in contents for each in content["schedules"]]
    assert len(set(names)) == len(names) == 4


@given(st.sets(st.integers(0, 59), min_size=1))
def test_ranges_hold_the_numbers_that_were_put_in(numbers: set[int]) -> None:
    found: set[int] = set()
    for each in ranges(sorted(numbers)):
        values = set(range(each["start"], each.get("end", each["start"]) + 1, each.get("step", 1)))
        assert found.isdisjoint(values)
        found |= values
    assert found == numbers


def test_a_difference_is_named_by_its_field() -> None:
    wanted = Wanted.of(entry(DAILY)).message
    live = Wanted.of(entry(DAILY)).message
    assert differing(wanted, live) == ()
    live.spec.structured_calendar[0].hour[0].end = 6
    live.spec.structured_calendar[0].hour[0].step = 1
    assert differing(wanted, live) == ()
    live.policies.pause_on_failure = True
    live.action.start_workflow.input.payloads[0].CopyFrom(Payload(metadata={"encoding": b"binary/plain"}, data=b"\xff"))
    assert differing(wanted, live) == ("action.startWorkflow.input", "policies.pauseOnFailure")


@pytest.mark.parametrize(
    ("limit", "owned", "count", "broken"),
    [
        ("5%", 100, 5, 0),
        ("5%", 100, 6, 1),
        ("5%", 3, 1, 0),
        ("5%", 3, 2, 1),
        ("0%", 9, 1, 0),
        (0, 9, 1, 1),
        (2, 9, 2, 0),
    ],
)
def test_a_limit_is_broken_above_it(limit: str | int, owned: int, count: int, broken: int) -> None:
    tenants = [f"orders/t{number}" for number in range(count)]
    guard = Guard(max_changed="100%", max_removed=limit)
    assert len(list(broken_limits(guard, owned=owned, changed=tenants, removed=tenants))) == broken


def said(files: Mapping[str, str | None], survey: Survey, *, tenants: int = 1) -> list[str]:
    declarations = compile_base(files).declarations
    assert declarations is not None
    found = refusals(declarations, survey, tenants=tenants, today=date(2026, 11, 24))
    return [refusal.message for refusal in found]


def override(rest: str = "") -> dict[str, str | None]:
    text = f'allow: [guard]\nreason: agreed\nowner: "@acme/platform"\nuntil: "2026-11-24"\n{rest}'
    return {"overrides/move.yaml": text}


def survey(removed: int, foreign: Mapping[str, str | None] | None = None) -> Survey:
    changes = [Change(action="remove", tenant=f"orders/t{n}", name=f"orders-t{n}") for n in range(removed)]
    return Survey(owned=20, unchanged=20 - removed, changes=changes, foreign=foreign or {})


def test_an_empty_fleet_is_refused_unless_an_override_for_all_allows_it() -> None:
    assert said({}, survey(20), tenants=0) == [
        "no tenant is declared, and 20 would be removed: an empty fleet is not applied"
    ]
    assert len(said(override("integration: orders\n"), survey(20), tenants=0)) == 1
    assert said(override(), survey(20), tenants=0) == []


def test_an_override_of_one_integration_counts_there_alone() -> None:
    assert len(said({}, survey(2))) == 1
    assert said(override("integration: orders\n"), survey(2)) == []
    assert said(override("integration: orders\n").copy(), survey(2, {"orders-x": None})) == [
        "'orders-x' is there already and was not made by tenantry"
    ]


def test_the_sample_renders_every_tenant() -> None:
    result = compile_snapshot(sample().snapshot, as_of=AS_OF, only=["temporal"])
    contents = [json.loads(each.content) for each in result.artifacts if each.target == "temporal"]
    assert sum(len(content["schedules"]) for content in contents) == len(result.installations) == 22


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["kubernetes"], 2, "target kubernetes renders files"),
        (["temporel"], 2, "did you mean 'temporal'?"),
        (["temporal", "--address", "127.0.0.1:{port}"], 6, "no Temporal server can be reached at 127.0.0.1:"),
        (["temporal", "--address", "nowhere"], 2, "'nowhere' is no address of a Temporal server"),
        (["temporal", "--format", "yaml"], 2, "there is no format 'yaml' here"),
        (["temporal", "--ref", "nowhere"], 2, "a commit cannot be read"),
    ],
)
def test_what_cannot_be_applied_is_told(
    repository: Callable[[Any], Path], invoke: Run, arguments: list[str], code: int, words: str
) -> None:
    root = repository(fleet({"acme": DAILY}))
    done = invoke("-C", root, "apply", *[each.format(port=free_port()) for each in arguments])
    assert (done.code, done.stdout) == (code, "")
    assert words in done.stderr


def test_apply_needs_a_name(repository: Callable[[Any], Path], invoke: Run) -> None:
    done = invoke("-C", repository(fleet({"acme": DAILY}, "version: 1\n")), "apply", "temporal")
    assert done.code == 2
    assert "tenantry.yaml has no `name`" in done.stderr


def test_apply_says_what_to_install(
    repository: Callable[[Any], Path], invoke: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "temporalio.client", None)
    done = invoke("-C", repository(fleet({"acme": DAILY})), "apply", "temporal")
    assert done.code == 2
    assert "pip install 'tenantry[temporal]'" in done.stderr


def test_a_repository_with_errors_is_not_applied(repository: Callable[[Any], Path], invoke: Run) -> None:
    done = invoke("-C", repository(fleet({"acme": "schedule: {every: 7m}\n"})), "apply", "temporal")
    assert done.code == 1
    assert "TN4" in done.stderr


def test_rendering_and_listing_load_no_sdk() -> None:
    script = (
        "import sys; from tenantry.cli import main\n"
        "try: main(['targets'])\n"
        "except SystemExit as ended: print(ended.code, 'temporalio' in sys.modules, 'asyncio' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 False False"
