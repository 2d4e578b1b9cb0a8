"""The workflow that publishes what was merged, run by act: each merge by itself, with the plan that was approved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support_act import Act
from support_cli import Run
from support_forge import served
from support_git import commit, git

pytestmark = pytest.mark.consumer

HEAD = "a" * 40
OTHER = f"sha256:{'0' * 64}"


def merged(written: Path, before: str, after: str) -> str:
    """A merge to main; returns its commit."""
    tenant = written / "tenants" / "orders" / "acme.yaml"
    tenant.write_text(tenant.read_text().replace(before, after))
    made = commit(written)
    git(written, "push", "--quiet", "origin", "main")
    return made


def approved(made: str, digest: str, by: str = "github-actions[bot]") -> dict[str, Any]:
    """What the forge tells of a merge whose plan was recorded."""
    pull = {"number": 7, "merged_at": "2026-11-20T09:00:00Z", "merge_commit_sha": made, "head": {"sha": HEAD}}
    status = {"context": "tenantry/plan", "description": digest, "creator": {"login": by}}
    return {f"commits/{made}/pulls": [pull], f"commits/{HEAD}/statuses": [status]}


def published(act: Act, written: Path, answers: dict[str, Any], **inputs: str) -> int:
    """The exit code of the workflow, begun by a push or by hand."""
    event = ("workflow_dispatch", {"inputs": inputs}) if inputs else ("push", {"ref": "refs/heads/main"})
    with served(answers) as forge:
        around = {"GITHUB_API_URL": forge.url, "GITHUB_REPOSITORY": "acme/tenants", "GITHUB_SERVER_URL": forge.url}
        return act.run(written, "tenantry-publish.yml", event=event, **around)[0]


def sources(written: Path) -> list[str]:
    """The source commits of what is published, oldest first."""
    git(written, "fetch", "--quiet", "origin")
    form = "--format=%(trailers:key=Source-Commit,valueonly,separator=%x20)"
    return git(written, "log", "--reverse", form, "origin/rendered").split()


@pytest.fixture
def begun(act: Act, written: Path) -> Path:
    """A repository whose first commit is published."""
    assert published(act, written, {}) == 0
    assert sources(written) == [git(written, "rev-parse", "main")]
    return written


def test_each_merge_is_published_by_itself_as_it_was_approved(act: Act, begun: Path, invoke: Run) -> None:
    first = merged(begun, "DE-1", "DE-2")
    second = merged(begun, "DE-2", "DE-3")
    plan = json.loads(invoke("plan", first, second, "--format", "json", "-C", begun).stdout)
    assert published(act, begun, approved(second, plan["digest"])) == 0
    assert sources(begun)[1:] == [first, second]


def test_another_plan_than_the_approved_one_stops_it_and_all_after(act: Act, begun: Path, invoke: Run) -> None:
    before = sources(begun)
    first = merged(begun, "DE-1", "DE-2")
    merged(begun, "DE-2", "DE-3")
    assert published(act, begun, approved(first, OTHER)) == 1
    assert sources(begun) == before
    plan = json.loads(invoke("plan", before[0], "main", "--format", "json", "-C", begun).stdout)
    assert published(act, begun, approved(first, OTHER), expect=plan["digest"]) == 0
    assert sources(begun) == [*before, git(begun, "rev-parse", "main")]


def test_a_status_of_somebody_else_approves_nothing(act: Act, begun: Path) -> None:
    first = merged(begun, "DE-1", "DE-2")
    assert published(act, begun, approved(first, OTHER, by="stranger")) == 0
    assert sources(begun)[-1] == first


def test_commits_inside_a_merge_wait_for_its_end(act: Act, begun: Path) -> None:
    first = merged(begun, "DE-1", "DE-2")
    second = merged(begun, "DE-2", "DE-3")
    answers = approved(second, "")
    answers[f"commits/{first}/pulls"] = answers[f"commits/{second}/pulls"]
    assert published(act, begun, answers) == 0
    assert sources(begun)[1:] == [second]


def test_a_digest_by_hand_is_a_digest(act: Act, written: Path) -> None:
    assert published(act, written, {}, expect="--branch=main") == 1
