"""The pipeline that `init` writes, run by gitlab-ci-local."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from support_forge import rolling
from support_git import commit, git
from support_gitlab import pipeline

pytestmark = pytest.mark.consumer

ON_A_REQUEST = {"CI_PIPELINE_SOURCE": "merge_request_event", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}


def changed(written: Path, before: str, after: str) -> None:
    """A branch on which a tenant says something else."""
    git(written, "checkout", "--quiet", "-b", "change")
    tenant = written / "tenants" / "orders" / "acme.yaml"
    tenant.write_text(tenant.read_text().replace(before, after))
    commit(written)


def left(written: Path, job: str, name: str) -> str:
    return (written / ".gitlab-ci-local" / "builds" / job / name).read_text()


def test_a_merge_request_is_checked_and_planned(written: Path, tmp_path: Path, wheels: Path) -> None:
    changed(written, "DE-1", "DE-2")
    code, log = pipeline(written, tmp_path / "home", wheels, ON_A_REQUEST)
    assert code == 0, log
    plan = json.loads(left(written, "plan", "plan/plan.json"))
    assert [each["id"] for each in plan["tenants"]] == ["orders/acme"]
    assert plan["digest"] in left(written, "plan", "plan/plan.md")
    assert "publish" not in log


def test_mistakes_are_in_the_reports_of_gitlab(written: Path, tmp_path: Path, wheels: Path) -> None:
    changed(written, "channel: beta", "channel: bata")
    code, log = pipeline(written, tmp_path / "home", wheels, ON_A_REQUEST)
    assert code == 1, log
    (finding,) = json.loads(left(written, "validate", "code-quality.json"))
    assert finding["location"]["path"] == "tenants/orders/acme.yaml"
    assert finding["check_name"].startswith("TN302")
    assert ElementTree.fromstring(left(written, "validate", "junit.xml")).find(".//failure") is not None  # noqa: S314


def test_a_schedule_opens_a_merge_request_for_the_next_wave(written: Path, tmp_path: Path, wheels: Path) -> None:
    remote = tmp_path / "remote.git"
    git(remote, "config", "receive.advertisePushOptions", "true")
    hook = remote / "hooks" / "pre-receive"
    hook.write_text('#!/bin/sh\nenv | grep "^GIT_PUSH_OPTION_[0-9]" | sort > options\n')
    hook.chmod(0o755)
    rolling(written)
    asked = {"CI_PIPELINE_SOURCE": "schedule", "CI_PROJECT_URL": str(remote).removesuffix(".git")}
    code, log = pipeline(written, tmp_path / "home", wheels, asked)
    assert code == 0, log
    git(written, "fetch", "--quiet", "origin")
    assert "reached: canary" in git(written, "diff", "origin/main", "origin/tenantry/orders/default")
    wanted = ["merge_request.create", "merge_request.target=main"]
    assert (remote / "options").read_text().split() == [f"GIT_PUSH_OPTION_{n}={each}" for n, each in enumerate(wanted)]
    there = git(written, "ls-remote", "origin", "tenantry/orders/default")
    assert pipeline(written, tmp_path / "home", wheels, asked)[0] == 0
    assert git(written, "ls-remote", "origin", "tenantry/orders/default") == there


def test_the_default_branch_is_published(written: Path, tmp_path: Path, wheels: Path) -> None:
    pushed = {"CI_PIPELINE_SOURCE": "push", "CI_PROJECT_URL": str(tmp_path / "remote")}
    code, log = pipeline(written, tmp_path / "home", wheels, pushed)
    assert code == 0, log
    git(written, "fetch", "--quiet", "origin")
    commit_of = "--format=%(trailers:key=Source-Commit,valueonly)"
    assert git(written, "log", commit_of, "origin/rendered") == git(written, "rev-parse", "main")
