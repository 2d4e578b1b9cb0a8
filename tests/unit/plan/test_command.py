"""`tenantry plan`: which states are compared, exit codes, and the JSON form of the contract."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support_cli import Run
from support_git import commit, git
from support_pages import lay
from tenantry.model.outputs.plan import PlanOutput

ACME = "tenants/orders/acme.yaml"
SEGMENTS = {"configs", "release", "schedule", "paused", "connections", "labels", "metadata", "limits", "env", "group"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The base repository in a git repository, committed, with a tag on it."""
    folder = lay(tmp_path, ())
    git(folder, "init", "--quiet")
    commit(folder)
    git(folder, "tag", "start")
    return folder


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)


def data(invoke: Run, root: Path, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(invoke("plan", *arguments, "--format", "json", "-C", root).stdout)
    PlanOutput.model_validate(found)
    return found


def test_a_plan_to_itself_is_empty_and_exits_0(root: Path, invoke: Run) -> None:
    ran = invoke("plan", "HEAD", "--exit-code", "-C", root)
    assert ran.code == 0
    assert ran.stdout.startswith("Nothing changes. ")
    found = data(invoke, root, "start", "HEAD")
    assert (found["tenants"], found["groups"], found["settings"], found["diagnostics"]) == ([], [], [], [])
    assert found["head"] == {"ref": "HEAD", "commit": found["base"]["commit"], "dirty": False}


def test_the_json_form_is_that_of_the_contract(root: Path, invoke: Run) -> None:
    write(root, ACME, "labels: {tier: gold}\nschedule: {every: 15m}\nconfigs: {batch_size: 60}\n")
    found = data(invoke, root, "start")
    assert list(found)[:11] == [
        *("version", "base", "head", "digest", "summary", "groups", "tenants", "schedule", "guard", "approvals"),
        "diagnostics",
    ]
    assert found["base"]["ref"] == "start"
    assert found["head"] == {"ref": None, "commit": None, "dirty": True}
    assert found["summary"] == {
        **{"tenants": 2, "added": 0, "removed": 0, "changed": 1},
        "artifacts": {"created": 0, "updated": 1, "deleted": 0},
    }
    changes = {each["field"]: each for each in found["tenants"][0]["changes"]}
    assert changes["configs.batch_size"] == {
        **{"field": "configs.batch_size", "before": 50, "after": 60},
        "cause": {"path": ACME, "line": 3, "column": 23},
    }
    assert {field.partition(".")[0] for field in changes} <= SEGMENTS
    assert found["schedule"]["runs_per_day"] == {"before": 25.0, "after": 97.0}
    assert found["guard"] == {"tripped": False, "limits": {"max_changed": "30%", "max_removed": "5%"}}


def test_errors_beat_the_guard_and_the_guard_beats_changes(root: Path, invoke: Run) -> None:
    assert invoke("plan", "HEAD", "--exit-code", "-C", root).code == 0
    write(root, ACME, "paused: true\n")
    assert invoke("plan", "HEAD", "--exit-code", "-C", root).code == 4
    assert invoke("plan", "HEAD", "-C", root).code == 0
    write(root, "tenants/_defaults.yaml", "labels: {a: b}\n")
    ran = invoke("plan", "HEAD", "--exit-code", "-C", root)
    assert (ran.code, "TN801" in ran.stdout) == (5, True)
    write(root, ACME, "release: {channel: bata}\n")
    ran = invoke("plan", "HEAD", "--exit-code", "-C", root)
    assert (ran.code, "TN302" in ran.stdout, "Tenants that cannot be read" in ran.stdout) == (1, True, True)


def test_a_broken_tenant_is_not_taken_for_a_removed_one(root: Path, invoke: Run) -> None:
    write(root, ACME, "release: {channel: bata}\n")
    found = data(invoke, root, "HEAD")
    assert found["unread"] == ["orders/acme"]
    assert (found["tenants"], found["summary"]["removed"], found["guard"]["tripped"]) == ([], 0, False)
    commit(root)
    write(root, ACME, "paused: true\n")
    assert [each["action"] for each in data(invoke, root, "HEAD")["tenants"]] == ["change"]


def test_problems_that_were_there_are_told_apart(root: Path, invoke: Run) -> None:
    write(root, ACME, 'release: {pin: "1.0.0"}\n')
    commit(root)
    write(root, "tenants/orders/borealis.yaml", 'release: {pin: "1.0.0"}\n')
    found = data(invoke, root, "HEAD")
    assert [(each["path"], each["introduced"]) for each in found["diagnostics"]] == [
        ("tenants/orders/borealis.yaml", True),
        (ACME, False),
    ]


def test_the_first_pull_request_is_planned_as_additions(root: Path, invoke: Run) -> None:
    git(root, "rm", "-q", "--cached", "tenantry.yaml")
    git(root, "commit", "--quiet", "-m", "no config repository yet")
    git(root, "tag", "before")
    commit(root)
    ran = invoke("plan", "before", "-C", root)
    assert ran.code == 0, ran
    found = data(invoke, root, "before")
    assert found["summary"]["added"] == 2
    assert {each["action"] for each in found["tenants"]} == {"add"}


@pytest.mark.parametrize("base", ["nothing", "--output=x", "HEAD~1", "HEAD^{/x}"])
def test_a_base_that_is_missing_is_wrong_usage(root: Path, invoke: Run, base: str) -> None:
    assert invoke("plan", "-C", root, "--", base).code == 2


def test_unrelated_and_cut_off_history_is_wrong_usage(root: Path, tmp_path: Path, invoke: Run) -> None:
    git(root, "checkout", "--quiet", "--orphan", "other")
    assert invoke("plan", "start", "-C", root).code == 2
    write(root, ACME, "paused: true\n")
    commit(root)
    ran = invoke("plan", "start", "-C", root)
    assert (ran.code, ran.stdout) == (2, "")
    assert "have no history in common" in ran.stderr
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "--quiet", "--depth", "1", "--no-single-branch", f"file://{root}", str(shallow))
    ran = invoke("plan", "origin/main", "-C", shallow)
    assert (ran.code, "fetch-depth: 0" in ran.stderr) == (2, True), ran


def test_who_lacks_commits_of_base_is_told_so(root: Path, invoke: Run) -> None:
    git(root, "checkout", "--quiet", "-b", "feature")
    write(root, ACME, "paused: true\n")
    commit(root)
    git(root, "checkout", "--quiet", "main")
    assert invoke("plan", "main", "feature", "-C", root).stderr == ""
    write(root, "tenants/orders/borealis.yaml", "paused: true\n")
    commit(root)
    ran = invoke("plan", "main", "feature", "-C", root)
    assert (ran.code, "shows as undone" in ran.stderr) == (0 if "TN801" not in ran.stdout else 5, True)


def test_a_base_whose_settings_are_broken_is_wrong_usage(root: Path, invoke: Run) -> None:
    write(root, "tenantry.yaml", "version: [\n")
    commit(root)
    write(root, "tenantry.yaml", "version: 1\n")
    assert invoke("plan", "HEAD", "-C", root).code == 2


def test_what_if_knows_who_could_take_a_release(root: Path, invoke: Run) -> None:
    schema = "{type: object, properties: {batch_size: {type: string}}}"
    manifest = f"run: x\nconnectors: [shop]\nconfigs: {{schema: {schema}}}\n"
    write(root, "integrations/orders/releases/1.1.0/PANDIUM.yaml", manifest)
    ran = invoke("what-if", "orders", "1.1.0", "--format", "json", "-C", root)
    found = json.loads(ran.stdout)
    assert (ran.code, found["summary"]) == (0, {"tenants": 2, "able": 1, "unable": 1})
    assert [(each["id"], each["able"]) for each in found["tenants"]] == [
        ("orders/acme", False),
        ("orders/borealis", True),
    ]
    assert [each["code"] for each in found["tenants"][0]["diagnostics"]] == ["TN221"]
    assert {"name": "PAN_CFG_REGION", "before": "eu", "after": None} in found["tenants"][1]["env"]
    for wrong in (("orders", "1.2.0"), ("order", "1.1.0")):
        assert invoke("what-if", *wrong, "-C", root).code == 2
