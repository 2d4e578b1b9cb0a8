"""`tenantry apply temporal` against Temporal's own dev server."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from temporalio.api.schedule.v1 import Schedule

from support_cli import Ran, Run
from support_temporal import OWNED, ROOT, DevServer, dev_server, fleet
from tenantry.model.outputs.apply import ApplyOutput

pytestmark = pytest.mark.consumer
DAILY = 'schedule: {every: 1d, at: "06:00", timezone: Europe/Berlin}\n'
HOURLY = "schedule: {every: 1h}\n"
FLEET = {"acme": DAILY, "borealis": HOURLY, "cumulus": 'schedule: {cron: "*/20 8-18 * * 1-5"}\n'}
NUMBERS = count()


@pytest.fixture(scope="module")
def server() -> Iterator[DevServer]:
    with dev_server() as running:
        yield running


@pytest.fixture
def namespace(server: DevServer) -> str:
    return server.namespace(f"test-{next(NUMBERS)}")


class Repository:
    """A config repository, applied to one namespace by the tool in a process of its own."""

    def __init__(self, root: Path, write: Callable[[Any], Path], apply: Callable[..., Ran]) -> None:
        self.root = root
        self._write = write
        self.apply = apply

    def change(self, name: str, text: str | None) -> None:
        path = self.root / "tenants" / "orders" / f"{name}.yaml"
        if text is None:
            path.unlink()
        else:
            path.write_text(text)

    def settings(self, text: str) -> None:
        (self.root / "tenantry.yaml").write_text(text)

    def summary(self, *options: str) -> dict[str, int]:
        done = self.apply("--format", "json", *options)
        assert done.code == 0, done
        summary: dict[str, int] = ApplyOutput.model_validate_json(done.stdout).summary.model_dump()
        return summary


@pytest.fixture
def config(
    repository: Callable[[Any], Path], tenantry: Run, server: DevServer, namespace: str
) -> Repository:  # fmt: skip
    root = repository(fleet(FLEET))

    def apply(*options: str) -> Ran:
        place = ("--address", server.address, "--namespace", namespace)
        return tenantry("-C", root, "apply", "temporal", *place, *options)

    return Repository(root, repository, apply)


def versions(server: DevServer, namespace: str) -> dict[str, bytes]:
    """What the server counts up with every write to a schedule."""
    names = sorted(f"orders-{name}" for name in FLEET)
    return {name: server.describe(name, namespace).conflict_token for name in names}


def test_a_dry_run_writes_nothing(config: Repository, server: DevServer, namespace: str) -> None:
    done = config.apply("--dry-run")
    assert done.code == 0
    assert [line.split() for line in done.stdout.splitlines()[:3]] == [
        ["create", f"orders/{name}", f"orders-{name}"] for name in sorted(FLEET)
    ]
    assert "nothing was written" in done.stdout
    assert server.names(namespace) == set()


def test_schedules_are_created_and_a_second_run_writes_nothing(
    config: Repository, server: DevServer, namespace: str
) -> None:
    assert config.summary()["created"] == 3
    before = versions(server, namespace)
    live = server.describe("orders-acme", namespace).schedule
    assert live.action.start_workflow.workflow_execution_timeout.seconds == 600
    assert live.policies.overlap_policy == 1
    assert not live.spec.HasField("jitter")
    again = config.summary()
    assert (again["created"], again["updated"], again["removed"], again["unchanged"]) == (0, 0, 0, 3)
    assert versions(server, namespace) == before


def test_only_what_differs_is_updated(config: Repository, server: DevServer, namespace: str) -> None:
    config.apply()
    before = versions(server, namespace)
    config.change("acme", DAILY.replace("06:00", "07:00"))
    done = config.apply()
    assert "update  orders/acme" in done.stdout
    assert "1 updated, 0 removed, 2 unchanged" in done.stdout
    after = versions(server, namespace)
    assert [name for name in before if before[name] != after[name]] == ["orders-acme"]
    assert server.describe("orders-acme", namespace).schedule.spec.structured_calendar[0].hour[0].start == 7


def test_a_tenant_is_paused_and_runs_again(config: Repository, server: DevServer, namespace: str) -> None:
    config.apply()
    config.change("acme", DAILY + "paused: true\n")
    config.apply()
    state = server.describe("orders-acme", namespace).schedule.state
    assert state.paused
    assert state.notes.startswith("Paused in git: every 1d")
    config.change("acme", DAILY)
    config.apply()
    assert not server.describe("orders-acme", namespace).schedule.state.paused


def test_what_is_declared_no_more_is_removed_and_nothing_else(
    config: Repository, server: DevServer, namespace: str
) -> None:
    config.apply()
    server.create("orders-handmade", Schedule.FromString(any_schedule(server, namespace)), namespace)
    config.change("borealis", None)
    done = config.apply()
    assert "remove  orders/borealis" in done.stdout
    until(lambda: server.names(namespace) == {"orders-acme", "orders-cumulus", "orders-handmade"})


def any_schedule(server: DevServer, namespace: str) -> bytes:
    return server.describe("orders-acme", namespace).schedule.SerializeToString()


def until(true: Callable[[], bool]) -> None:
    """The list of schedules lags behind."""
    for _ in range(100):
        if true():
            return
        time.sleep(0.1)
    pytest.fail("it never came true")


def test_a_name_that_somebody_else_holds_is_refused_before_anything_is_written(
    config: Repository, server: DevServer, namespace: str
) -> None:
    config.apply()
    foreign = Schedule.FromString(any_schedule(server, namespace))
    server.create("orders-delta", foreign, namespace)
    before = server.describe("orders-delta", namespace)
    config.change("delta", DAILY)
    config.change("borealis", None)
    done = config.apply()
    assert done.code == 5
    assert "refused: 'orders-delta' is there already and was not made by tenantry" in done.stderr
    assert server.describe("orders-delta", namespace).schedule == before.schedule
    assert server.describe("orders-borealis", namespace).schedule


def test_two_repositories_do_not_touch_each_other(config: Repository, server: DevServer, namespace: str) -> None:
    config.apply()
    config.settings(OWNED.replace("acme", "other") + "targets: {temporal: {prefix: other/}}\n")
    assert config.summary()["created"] == 3
    config.settings(OWNED.replace("acme", "other"))
    done = config.apply()
    assert done.code == 5
    assert "'orders-acme' is there already and belongs to 'acme'" in done.stderr
    assert len(server.names(namespace)) == 6


def test_what_was_changed_by_hand_is_told_and_repaired(config: Repository, server: DevServer, namespace: str) -> None:
    config.apply()
    before = server.describe("orders-acme", namespace).schedule
    reason = "incident 42\x1b[31m"
    server.temporal(
        "schedule", "toggle", "--schedule-id", "orders-acme", "--pause", "--reason", reason, namespace=namespace
    )
    server.temporal(
        "schedule", "update", "--schedule-id", "orders-borealis", "--interval", "5m", "--workflow-id", "w",
        "--type", "t", "--task-queue", "q", namespace=namespace,
    )  # fmt: skip
    done = config.apply()
    assert 'state.notes, state.paused (changed there by hand, noted there: "incident 42\\x1b[31m")' in done.stdout
    assert re.search(r"update  orders/borealis .*spec\.interval", done.stdout)
    assert server.describe("orders-acme", namespace).schedule == before
    assert config.summary()["unchanged"] == 3


def test_a_run_that_was_killed_is_finished_by_the_next(config: Repository, server: DevServer, namespace: str) -> None:
    for number in range(300):
        config.change(f"t{number}", HOURLY)
    command = [sys.executable, "-m", "tenantry", "-C", config.root, "apply", "temporal", "--namespace", namespace]
    killed = subprocess.Popen([*command, "--address", server.address], cwd=ROOT / "compiler")
    until(lambda: len(server.names(namespace)) > 20)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    there = len(server.names(namespace))
    assert 20 < there < 303
    done = config.summary()
    assert done["created"] + done["unchanged"] == 303
    assert done["created"] > 0
    assert config.summary()["unchanged"] == 303


def test_an_interrupted_run_says_what_is_left(config: Repository, server: DevServer, namespace: str) -> None:
    for number in range(300):
        config.change(f"t{number}", HOURLY)
    command = [sys.executable, "-m", "tenantry", "-C", config.root, "apply", "temporal", "--namespace", namespace]
    running = subprocess.Popen(
        [*command, "--address", server.address], cwd=ROOT / "compiler", stderr=subprocess.PIPE, text=True
    )
    until(lambda: len(server.names(namespace)) > 20)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=30)
    assert running.returncode == 130
    assert re.search(r"stopped after [0-9]+ of 303 changes; the next run goes on from there", said)


@pytest.mark.parametrize(
    ("guard", "gone", "code"),
    [("5%", 1, 0), ("5%", 2, 5), ("0", 1, 5), ("2", 2, 0), ("50%", 2, 5), ("100%", 3, 5)],
)
def test_removals_obey_the_guard(config: Repository, guard: str, gone: int, code: int) -> None:
    config.apply()
    config.settings(OWNED.replace("max_removed: 100%", f"max_removed: {guard}"))
    for name in sorted(FLEET)[:gone]:
        config.change(name, None)
    done = config.apply("--format", "json")
    assert done.code == code, done
    said = json.loads(done.stdout)
    assert said["written"] == (code == 0)
    assert said["guard"]["tripped"] == (code == 5)
    assert bool(said["guard"]["reasons"]) == (code == 5)


def test_changes_obey_the_guard_unless_an_override_allows_them(
    config: Repository, server: DevServer, namespace: str
) -> None:
    config.apply()
    config.settings(OWNED.replace("max_changed: 100%", "max_changed: 34%"))
    config.change("acme", DAILY + "paused: true\n")
    config.change("borealis", HOURLY + "paused: true\n")
    done = config.apply()
    assert done.code == 5
    assert "2 of 3 would be changed, and guard.max_changed (34%) allows 1: orders/acme, orders/borealis" in done.stderr
    assert not server.describe("orders-acme", namespace).schedule.state.paused
    override = 'allow: [guard]\nreason: agreed\nowner: "@acme/platform"\nuntil: "2000-01-01"\n'
    (config.root / "overrides").mkdir()
    (config.root / "overrides" / "pause.yaml").write_text(override)
    assert config.apply().code == 5
    (config.root / "overrides" / "pause.yaml").write_text(override.replace("2000", "2999"))
    assert config.apply().code == 0
    assert server.describe("orders-acme", namespace).schedule.state.paused


HOSTILE = (
    "a\\b'c\"d", "$(id) `id` ${HOME} $HOME %n %h", "{{ conn.x.password }}", "x: y # z", "NO", "1e3", "null", "~", "012",
    "</script><!--", "${{ secrets.X }}", "'; id #", "*&!%@", "[s] = \\", "Müller & Söhne 🚲", "-n", "a/../b", "%2e%2e",
)  # fmt: skip


def test_any_text_comes_back_as_it_was_written(
    config: Repository, server: DevServer, namespace: str, invoke: Run
) -> None:
    attribute = ("operator", "search-attribute", "create", "--name", "Tenant", "--type", "Keyword")
    server.temporal(*attribute, namespace=namespace)
    place = ("--address", server.address, "--namespace", namespace)
    for text in HOSTILE:
        options = {"task_queue": text, "workflow_type": text, "prefix": f"{text}/", "search_attribute": "Tenant"}
        config.settings(f"{OWNED}targets: {json.dumps({'temporal': options}, ensure_ascii=False)}\n")
        done = invoke("-C", config.root, "apply", "temporal", *place)
        assert "3 created" in done.stdout, (text, done)
        found = server.describe(f"{text}/orders-acme", namespace).schedule.action.start_workflow
        assert (found.task_queue.name, found.workflow_type.name) == (text, text)
        assert found.workflow_id == f"{text}/orders-acme"
        assert found.search_attributes.indexed_fields["Tenant"].data == b'"orders/acme"'
        assert json.loads(found.input.payloads[0].data) == {"tenant": "orders/acme", "timeout_seconds": 600}
        assert "3 unchanged" in invoke("-C", config.root, "apply", "temporal", *place).stdout
    until(lambda: len(server.names(namespace)) == 3)


def test_a_search_attribute_that_is_not_registered_is_told(config: Repository) -> None:
    config.settings(f"{OWNED}targets: {{temporal: {{search_attribute: Tenant}}}}\n")
    done = config.apply()
    assert done.code == 6
    assert "no mapping defined for search attribute Tenant" in done.stderr


def test_a_server_that_is_lost_on_the_way_is_told(repository: Callable[[Any], Path]) -> None:
    root = repository(fleet({f"t{number}": HOURLY for number in range(300)}))
    command = [sys.executable, "-m", "tenantry", "-C", root, "apply", "temporal", "--format", "json", "--address"]
    with dev_server() as lost:
        running = subprocess.Popen(
            [*command, lost.address], cwd=ROOT / "compiler", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        until(lambda: len(lost.names()) > 20)
    printed, said = running.communicate(timeout=60)
    assert (running.returncode, printed) == (6, "")
    lines = said.splitlines()
    assert re.fullmatch(r"tenantry: stopped after [0-9]+ of 300 changes; the next run goes on from there", lines[0])
    assert lines[1].startswith(f"tenantry: Temporal at {lost.address}, namespace default ")
    assert len(lines) == 2


def test_a_namespace_that_is_not_there_is_told(config: Repository) -> None:
    done = config.apply("--namespace", "nowhere")
    assert done.code == 6
    assert "Namespace nowhere is not found" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_http_api_takes_a_definition_as_it_is_rendered(
    config: Repository, server: DevServer, namespace: str, tenantry: Run, tmp_path: Path
) -> None:
    from urllib.request import Request, urlopen  # noqa: PLC0415

    out = tmp_path / "build"
    assert tenantry("-C", config.root, "compile", "--target", "temporal", "--out", out).code == 0
    for entry in json.loads((out / "temporal" / "orders.json").read_text())["schedules"]:
        body = {"schedule": entry["schedule"], "memo": entry["memo"], "requestId": entry["digest"][:40]}
        url = f"http://127.0.0.1:{server.port.http}/api/v1/namespaces/{namespace}/schedules/{entry['scheduleId']}"
        urlopen(Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})).close()
    assert config.summary()["unchanged"] == 3
