"""Many publishers at once, and kills at any moment: no commit is lost, forced over or torn."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from support_cli import Ran, Run
from support_git import configured, git
from support_http import git_server
from support_publish import Scene, scene

pytestmark = pytest.mark.hostile

PUBLISHERS = 10
ROUNDS = int(os.environ.get("TENANTRY_PUBLISH_ROUNDS", "4"))
KILLS = int(os.environ.get("TENANTRY_PUBLISH_KILLS", "60"))
LONGEST = 1.2
"""Seconds after which a publish is done, so that kills before hit all of it."""


@pytest.fixture
def at(tmp_path: Path, invoke: Run) -> Scene:
    """A config repository whose remote takes nothing but new commits on top, and notes each move of a branch."""
    found = scene(tmp_path, invoke)
    configured(found.remote, {"core.logAllRefUpdates": "always", "receive.denyNonFastForwards": "true"})
    configured(found.remote, {"http.receivepack": "true", "receive.fsckObjects": "true"})
    return found


def siblings(at: Scene, number: int) -> list[str]:
    """Commits beside each other, each with a change of its own."""
    start = git(at.root, "rev-parse", "HEAD")
    found = []
    for index in range(number):
        git(at.root, "reset", "--quiet", "--hard", start)
        found.append(at.change(f"labels: {{tier: t{index}}}\n"))
        git(at.root, "branch", f"change-{index}-{found[-1][:8]}")
    return found


def child(work: Callable[[], None]) -> int:
    """Runs `work` in a process, and a group, of its own; returns its id."""
    process = os.fork()
    if process == 0:
        os.setsid()
        try:
            work()
        finally:
            os._exit(1)
    return process


def publisher(at: Scene, commit: str, answer: Path, *more: str) -> int:
    """A publish in a process of its own, which writes how it ended."""

    def work() -> None:
        ran = at.publish("--ref", commit, "--format", "json", *more)
        answer.write_text(json.dumps(ran))

    return child(work)


def all_at_once(at: Scene, commits: list[str], folder: Path) -> list[Ran]:
    """How publishes of the commits ended that were begun together."""
    answers = [folder / f"{commit}.json" for commit in commits]
    runs = [publisher(at, commit, answer) for commit, answer in zip(commits, answers, strict=True)]
    for run in runs:
        os.waitpid(run, 0)
    return [Ran(*json.loads(answer.read_text())) for answer in answers]


def assert_whole(at: Scene) -> None:
    """Every commit of the branch is the whole tree of its source, and every move of the branch was one step on."""
    assert git(at.remote, "fsck", "--strict", "--no-dangling") == ""
    git(at.root, "fetch", "--quiet", str(at.remote), "+refs/heads/rendered:refs/published")
    steps = [line.split()[:2] for line in (at.remote / "logs/refs/heads/rendered").read_text().splitlines()]
    for commit in at.history():
        ran = at.run("verify", commit, "--strict", "-C", at.root)
        assert ran.code == 0, ran
    parents = dict(line.split() for line in git(at.remote, "log", "--format=%H %P", "rendered").split("\n")[:-1])
    assert all(parents[new] == old for old, new in steps[1:])


def test_publishers_at_once_lose_nothing(at: Scene, tmp_path: Path) -> None:
    done: list[str] = []
    for _ in range(ROUNDS):
        commits = siblings(at, PUBLISHERS)
        ended = all_at_once(at, commits, tmp_path)
        assert {ran.code for ran in ended} <= {0, 5}, ended
        done += [found["commit"] for ran in ended if (found := json.loads(ran.stdout))["status"] == "published"]
    assert sorted(done) == sorted(at.history())
    assert len(done) >= ROUNDS * PUBLISHERS * 0.9, "publishes are lost to races that they could win"
    assert_whole(at)
    assert at.litter() == []


def test_a_kill_leaves_the_old_commit_or_the_new_one(at: Scene, tmp_path: Path) -> None:
    rng, moved = random.Random(1), 0
    commits = siblings(at, 5)
    with git_server(tmp_path) as (address, _):
        remote = ("--remote", f"{address.replace('http://', 'http://ci:token@')}/remote.git")
        for turn in range(KILLS):
            before = at.tip()
            run = publisher(at, commits[turn % len(commits)], tmp_path / "killed.json", *remote)
            time.sleep(rng.random() * LONGEST)
            os.killpg(run, signal.SIGKILL)
            os.waitpid(run, 0)
            moved += at.tip() != before
        time.sleep(1)
    assert 0 < moved < KILLS, "kills came too soon or too late"
    assert_whole(at)
    assert at.published("--ref", commits[0])["status"] in ("published", "unchanged")
    assert_whole(at)
    assert at.litter() == []


def test_a_kill_of_the_tool_alone_does_no_harm_either(at: Scene, tmp_path: Path) -> None:
    rng = random.Random(2)
    commits = siblings(at, 5)
    for turn in range(KILLS // 2):
        run = publisher(at, commits[turn % len(commits)], tmp_path / "killed.json")
        time.sleep(rng.random() * LONGEST)
        os.kill(run, signal.SIGKILL)
        os.waitpid(run, 0)
    time.sleep(1)
    assert at.published("--ref", commits[0])["status"] in ("published", "unchanged")
    assert_whole(at)
    assert at.litter() == []


def test_publishers_of_one_line_of_commits_never_go_back(at: Scene, tmp_path: Path) -> None:
    line = [at.change(f"labels: {{tier: t{index}}}\n") for index in range(PUBLISHERS)]
    at.published("--ref", line[0])
    ended = all_at_once(at, line, tmp_path)
    assert {ran.code for ran in ended} <= {0, 5}, ended
    assert_whole(at)
