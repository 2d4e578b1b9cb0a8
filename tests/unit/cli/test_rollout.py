"""Rollouts by the commands, from the first wave to the end, and what refuses them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from support_cli import Ran, Run
from support_compile import base_files
from support_git import commit, git
from tenantry.load import load_document

ROLLOUT = "integrations/orders/rollouts/default.yaml"
INTEGRATION = "integrations/orders/integration.yaml"
Write = Callable[[Mapping[str, str | bytes]], Path]
Roll = Callable[..., Ran]
WAVES = """\
waves:  # agreed with support
  - {name: canary, select: {ring: canary}, soak: 24h}
  - {name: everyone, percent: 100, soak: 12h}
"""
DAYS = {
    "start": "2026-11-23T08:00:00Z",
    "first": "2026-11-23T09:00:00Z",
    "early": "2026-11-24T08:59:59Z",
    "second": "2026-11-24T09:00:00Z",
    "end": "2026-11-24T21:00:00Z",
}


@pytest.fixture
def config(repository: Write) -> Path:
    """The base repository in git, with waves of its own and a canary."""
    files = {path: content.decode() for path, content in base_files().items()}
    files["tenantry.yaml"] += "guard: {max_changed: 100%}\n"
    files[INTEGRATION] += WAVES
    files["tenants/orders/acme.yaml"] = "labels: {ring: canary}\n"
    files["tenants/orders/borealis.yaml"] = "configs: {batch_size: 50}\n"
    root = repository(files)
    git(root, "init", "--quiet")
    commit(root)
    return root


@pytest.fixture
def roll(config: Path, invoke: Run) -> Roll:
    """Runs a rollout command on channel default at one of the times above."""

    def run(command: str, *arguments: str, at: str = "end") -> Ran:
        return invoke("rollout", command, "orders", "default", *arguments, "--as-of", DAYS[at], "-C", config)

    return run


def told(config: Path) -> object:
    """The rollout's file as plain data."""
    document, problems = load_document(ROLLOUT, (config / ROLLOUT).read_bytes())
    assert document is not None
    assert not problems
    return document.data


def running(config: Path, invoke: Run) -> list[str]:
    shown = [invoke("show", tenant, "--format", "json", "-C", config) for tenant in ("acme", "borealis")]
    return [json.loads(each.stdout)["tenant"]["release"]["version"] for each in shown]


def test_a_rollout_from_start_to_end(config: Path, roll: Roll, invoke: Run) -> None:
    assert roll("start", "1.1.0", at="start").code == 0
    assert running(config, invoke) == ["1.0.0", "1.0.0"]
    assert roll("advance", at="first").code == 0
    assert running(config, invoke) == ["1.1.0", "1.0.0"]
    assert roll("advance", at="early").code == 5
    assert roll("advance", at="second").code == 0
    assert running(config, invoke) == ["1.1.0", "1.1.0"]
    assert roll("finish", at="second").code == 5
    assert roll("finish").code == 0
    assert running(config, invoke) == ["1.1.0", "1.1.0"]
    assert not (config / ROLLOUT).exists()
    assert 'channels: {default: "1.1.0", beta: "1.1.0"}' in (config / INTEGRATION).read_text()
    assert "# agreed with support" in (config / INTEGRATION).read_text()


def test_a_new_rollout_takes_the_integrations_waves(config: Path, roll: Roll) -> None:
    roll("start", "1.1.0")
    waves = [
        {"name": "canary", "select": {"ring": "canary"}, "soak": "24h"},
        {"name": "everyone", "percent": 100, "soak": "12h"},
    ]
    assert told(config) == {"from": "1.0.0", "to": "1.1.0", "waves": waves}


def test_an_abort_returns_every_tenant(config: Path, roll: Roll, invoke: Run) -> None:
    before = (config / INTEGRATION).read_bytes()
    roll("start", "1.1.0", at="start")
    roll("advance", at="first")
    assert roll("abort", at="early").code == 0
    assert running(config, invoke) == ["1.0.0", "1.0.0"]
    assert (config / INTEGRATION).read_bytes() == before
    assert not (config / ROLLOUT).exists()


def test_a_hold_stops_it_until_it_is_resumed(config: Path, roll: Roll) -> None:
    roll("start", "1.1.0", at="start")
    assert roll("hold", "--reason", "error rate", "--owner", "@example/oncall", at="start").code == 0
    held = roll("advance", at="first")
    assert held.code == 5
    assert "on hold by @example/oncall" in held.stdout
    assert roll("advance", "--if-open", at="first").code == 0
    assert "reached" not in str(told(config))
    assert roll("resume", at="first").code == 0
    assert roll("advance", at="first").code == 0


def test_a_refusal_writes_nothing(config: Path, roll: Roll) -> None:
    roll("start", "1.1.0", at="start")
    roll("advance", at="first")
    before = (config / ROLLOUT).read_bytes()
    refused = roll("advance", at="early")
    assert (config / ROLLOUT).read_bytes() == before
    assert "2026-11-24T09:00:00Z" in refused.stdout
    assert "nothing is written" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("advance", "orders", "default"), "no rollout of channel 'default'"),
        (("advance", "order", "default"), "did you mean 'orders'?"),
        (("start", "orders", "defualt", "1.1.0"), "did you mean 'default'?"),
        (("start", "orders", "latest", "1.1.0"), "always the newest"),
        (("status", "orders", "beta"), "no rollout of channel 'beta'"),
        (("simulate", "orders", "default"), "no rollout of channel 'default'"),
        (("hold", "orders", "default"), "--reason"),
        (("begin",), "no such command"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(config: Path, invoke: Run, arguments: tuple[str, ...], says: str) -> None:
    done = invoke("rollout", *arguments, "-C", config)
    assert done.code == 2
    assert says in done.stderr


@pytest.mark.parametrize("release", ["1.0.0", "9.9.9"])
def test_a_rollout_to_nowhere_is_an_error(config: Path, roll: Roll, release: str) -> None:
    assert roll("start", release).code == 1
    assert not (config / ROLLOUT).exists()


def test_a_second_rollout_of_a_channel_is_refused(roll: Roll) -> None:
    roll("start", "1.1.0")
    assert roll("start", "1.1.0").code == 2
    assert roll("resume").code == 2


@pytest.mark.parametrize("text", ["waves: []\n", "- a\n", "waves: [{name: x}]\n", "waves: [{name: x, percent: 200}]\n"])
def test_waves_of_a_file_are_checked(config: Path, roll: Roll, text: str) -> None:
    (config / "waves.txt").write_text(text)
    assert roll("start", "1.1.0", "--waves", str(config / "waves.txt")).code == 2


def test_waves_of_a_file_beat_those_of_the_integration(config: Path, roll: Roll) -> None:
    (config / "waves.txt").write_text("waves: [{name: all, percent: 100}]\n")
    assert roll("start", "1.1.0", "--waves", str(config / "waves.txt")).code == 0
    assert "'name': 'all'" in str(told(config))


def test_the_json_form_has_the_plan_and_what_was_written(config: Path, roll: Roll) -> None:
    data = json.loads(roll("start", "1.1.0", "--format", "json").stdout)
    assert data["written"] == [ROLLOUT]
    assert data["removed"] == []
    assert data["plan"]["version"] == 1


def test_status_and_simulate_tell_the_next_times(config: Path, roll: Roll) -> None:
    roll("start", "1.1.0", at="start")
    roll("advance", at="first")
    state = json.loads(roll("status", "--format", "json", at="early").stdout)["rollouts"][0]
    assert state["next"] == {"step": "advance", "wave": "everyone", "open": False, "possible": DAYS["second"]}
    assert [wave["tenants"] for wave in state["waves"]] == [["orders/acme"], ["orders/borealis"]]
    events = json.loads(roll("simulate", "--format", "json", at="early").stdout)["events"]
    assert [(each["step"], each["at"]) for each in events] == [("advance", DAYS["second"]), ("finish", DAYS["end"])]
    assert "possible from 2026-11-24T09:00:00Z" in roll("status", at="early").stdout
    assert "wave everyone, 1 tenant moves" in roll("simulate", "--timezone", "Asia/Tokyo", at="early").stdout
    half = json.loads(roll("simulate", "--speed", "2", "--format", "json", at="first").stdout)["events"]
    assert half[0]["at"] == "2026-11-23T21:00:00Z"


def result(release: str, runs: int, failed: int, tenant: str = "orders/acme") -> dict[str, object]:
    return {"tenant": tenant, "release": release, "runs": runs, "failed": failed, "since": "", "until": ""}


@pytest.mark.parametrize(
    ("results", "code"),
    [
        ([result("1.1.0", 100, 5)], 0),
        ([result("1.1.0", 100, 6)], 5),
        ([result("1.0.0", 100, 0)], 5),
        ([result("1.1.0", 100, 0, "orders/borealis")], 5),
        ([], 5),
    ],
)
def test_results_close_the_gate(config: Path, roll: Roll, results: list[dict[str, object]], code: int) -> None:
    roll("start", "1.1.0", at="start")
    roll("advance", at="first")
    file = config / "results.txt"
    file.write_text(json.dumps({"version": 1, "results": results}))
    assert roll("advance", "--results", str(file), at="second").code == code
    shown = json.loads(roll("status", "--results", str(file), "--format", "json", at="second").stdout)
    gate = next(each for each in shown["rollouts"][0]["gates"] if each["name"] == "results")
    assert gate["open"] == (code == 0) or "everyone" in shown["rollouts"][0]["reached"]


@pytest.mark.parametrize(
    "text", ["", "[]", '{"version": 1}', '{"version": 1, "results": [{"tenant": "a"}]}', "[" * 9999]
)
def test_what_holds_no_results_is_wrong_usage(config: Path, roll: Roll, text: str) -> None:
    roll("start", "1.1.0", at="start")
    (config / "results.txt").write_text(text)
    done = roll("advance", "--results", str(config / "results.txt"))
    assert done.code == 2
    assert "holds no results" in done.stderr
