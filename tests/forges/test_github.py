"""The workflows that `init` writes, run by act."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support_act import Act
from support_forge import rolling, served
from support_git import commit, git

pytestmark = pytest.mark.consumer


def test_a_pull_request_is_planned_from_where_it_would_be_merged(act: Act, written: Path) -> None:
    tenant = written / "tenants" / "orders" / "acme.yaml"
    tenant.write_text(tenant.read_text().replace("DE-1", "DE-2"))
    commit(written)
    code, log = act.run(written, "tenantry-plan.yml", event=("pull_request", {"number": 7}))
    assert code == 0, log
    left = act.store / "tenantry-plan"
    plan = json.loads((left / "plan.json").read_text())
    assert [each["id"] for each in plan["tenants"]] == ["orders/acme"]
    assert plan["digest"] in (left / "plan.md").read_text()
    assert json.loads((left / "problems.sarif").read_text())["runs"]
    assert "<title>" in (left / "plan.html").read_text()


HEAD = "a" * 40
DIGEST = f"sha256:{'b' * 64}"
RUN = {
    "id": 11,
    "event": "pull_request",
    "conclusion": "success",
    "head_sha": HEAD,
    "head_branch": "more&state=closed",
    "head_repository": {"id": 5, "owner": {"login": "stranger"}},
    "html_url": "https://forge.example.com/run/11",
    "pull_requests": [],
}
PULL = {"number": 7, "changed_files": 1, "head": {"sha": HEAD}}
ASKED = "pulls?state=open&head=stranger%3Amore%26state%3Dclosed"
MARK = "<!-- tenantry: the plan of this pull request -->\n"


def commented(act: Act, written: Path, plan: str | None, answers: dict[str, Any]) -> list[Any]:
    """What is written to the forge after a plan was left (None: something else was)."""
    left = act.store / "tenantry-plan"
    left.mkdir(parents=True, exist_ok=True)
    if plan is not None:
        (left / "plan.md").write_text(plan)
    (left / "plan.json").write_text(json.dumps({"digest": DIGEST}))
    files = {"pulls/7/files": [{"filename": "tenants/orders/acme.yaml"}]}
    with served({ASKED: [PULL], "pulls/7": PULL, **files, **answers}) as forge:
        around = {"GITHUB_API_URL": forge.url, "GITHUB_REPOSITORY": "acme/tenants"}
        code, log = act.run(written, "tenantry-comment.yml", event=("workflow_run", {"workflow_run": RUN}), **around)
    assert code == 0, log
    return forge.written


def test_the_plan_is_one_comment_and_its_digest_a_status(act: Act, written: Path) -> None:
    comment, status = commented(act, written, "the plan", {})
    assert comment[:2] == ("POST", "issues/7/comments")
    assert comment[2]["body"].startswith(f"{MARK}the plan\n")
    assert status[:2] == ("POST", f"statuses/{HEAD}")
    assert (status[2]["context"], status[2]["state"], status[2]["description"]) == ("tenantry/plan", "success", DIGEST)


def test_a_second_plan_changes_the_comment_of_the_bot_and_of_nobody_else(act: Act, written: Path) -> None:
    stranger = {"id": 1, "user": {"login": "stranger"}, "body": f"{MARK}approved"}
    other = {"id": 2, "user": {"login": "github-actions[bot]"}, "body": f"> {MARK}"}
    ours = {"id": 3, "user": {"login": "github-actions[bot]"}, "body": f"{MARK}older"}
    comment = commented(act, written, "newer", {"issues/7/comments": [stranger, other, ours]})[0]
    assert comment[:2] == ("PATCH", "issues/comments/3")
    assert "newer" in comment[2]["body"]


@pytest.mark.parametrize("file", [".github/workflows/x.yml", "requirements.txt", "tools/requirements-ci.txt"])
def test_a_change_of_how_it_is_planned_shows_no_plan_and_records_no_digest(act: Act, written: Path, file: str) -> None:
    renamed = {"filename": "tenants/orders/b.yaml", "previous_filename": file}
    wrote = commented(act, written, "all is well", {"pulls/7/files": [renamed]})
    assert [each[0] for each in wrote] == ["POST"]
    assert "changes how it is planned" in wrote[0][2]["body"]
    assert "all is well" not in wrote[0][2]["body"]


def test_files_that_the_forge_does_not_list_are_not_trusted(act: Act, written: Path) -> None:
    wrote = commented(act, written, "all is well", {"pulls/7": {**PULL, "changed_files": 3001}})
    assert "changes how it is planned" in wrote[0][2]["body"]
    assert len(wrote) == 1


@pytest.mark.parametrize(
    ("plan", "shown"),
    [
        ("a\x1b[2Kb\u202ec\x07\u2028d\n", "a\ufffd[2Kb\ufffdc\ufffd\ufffdd"),
        ("x" * 70_000, "**There is no plan.**"),
        ("\n\n", "**There is no plan.**"),
    ],
    ids=["hidden", "long", "empty"],
)
def test_what_was_left_is_made_harmless(act: Act, written: Path, plan: str, shown: str) -> None:
    body = commented(act, written, plan, {})[0][2]["body"]
    assert body.startswith(MARK + shown)
    assert len(body) < 65_536


def test_a_commit_that_is_not_the_head_any_more_is_not_spoken_of(act: Act, written: Path) -> None:
    moved = {**PULL, "head": {"sha": "c" * 40}}
    assert not commented(act, written, "all is well", {ASKED: [moved], "pulls/7": moved})


def test_a_plan_that_is_a_link_is_not_read(act: Act, written: Path) -> None:
    secret = written.parent / "secret"
    secret.write_text("token")
    left = act.store / "tenantry-plan"
    left.mkdir(parents=True)
    (left / "plan.md").symlink_to(secret)
    body = commented(act, written, None, {})[0][2]["body"]
    assert "There is no plan" in body


def promoted(act: Act, written: Path, answers: dict[str, Any]) -> list[Any]:
    """What is written to the forge when the scheduled workflow has run."""
    with served(answers) as forge:
        around = {"GITHUB_API_URL": forge.url, "GITHUB_REPOSITORY": "acme/tenants", "GITHUB_SERVER_URL": forge.url}
        code, log = act.run(written, "tenantry-rollouts.yml", event=("schedule", {}), **around)
    assert code == 0, log
    return forge.written


BRANCH = "tenantry/orders/default"


def test_the_next_wave_is_a_pull_request(act: Act, written: Path) -> None:
    rolling(written)
    opened = promoted(act, written, {})
    assert [each[:2] for each in opened] == [("POST", "pulls")]
    assert opened[0][2]["head"] == BRANCH
    assert opened[0][2]["title"] == "orders default: 1.0.0 → 1.1.0, wave canary"
    git(written, "fetch", "--quiet", "origin")
    assert "reached: canary" in git(written, "diff", "origin/main", f"origin/{BRANCH}")
    assert git(written, "rev-parse", f"origin/{BRANCH}^") == git(written, "rev-parse", "main")


def test_the_branch_is_made_anew_only_when_main_moved(act: Act, written: Path) -> None:
    rolling(written)
    promoted(act, written, {})
    there = git(written, "ls-remote", "origin", BRANCH)
    asked = f"pulls?state=open&head=acme:{BRANCH}"
    assert promoted(act, written, {asked: [{"number": 7}]}) == []
    assert git(written, "ls-remote", "origin", BRANCH) == there
    commit(written)
    git(written, "push", "--quiet", "origin", "main")
    assert promoted(act, written, {asked: [{"number": 7}]}) == []
    git(written, "fetch", "--quiet", "origin")
    assert git(written, "rev-parse", f"origin/{BRANCH}^") == git(written, "rev-parse", "main")


def test_a_branch_that_somebody_worked_on_is_left_alone(act: Act, written: Path) -> None:
    rolling(written)
    git(written, "push", "--quiet", "origin", f"main:{BRANCH}")
    there = git(written, "ls-remote", "origin", BRANCH)
    commit(written)
    git(written, "push", "--quiet", "origin", "main")
    assert promoted(act, written, {}) == []
    assert git(written, "ls-remote", "origin", BRANCH) == there


def test_closed_gates_open_nothing(act: Act, written: Path) -> None:
    rolling(written)
    file = written / "integrations" / "orders" / "rollouts" / "default.yaml"
    file.write_text(f'{file.read_text()}hold: {{reason: errors, owner: "@acme/oncall"}}\n')
    commit(written)
    assert promoted(act, written, {}) == []
    assert git(written, "ls-remote", "origin", BRANCH) == ""
