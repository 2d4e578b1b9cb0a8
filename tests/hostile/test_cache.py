"""Caches that are written by several runs at once, and by runs that are killed: the next answer is right."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from support_changes import edited, repository
from support_git import git
from support_ways import AS_OF, COMMANDS, agree, ask, committed, lay, state_of, whole
from tenantry.ledger import Ledger, load, save

pytestmark = pytest.mark.hostile

KILLS = 60
RUNS = 10
VALIDATE = ("validate", "--format", "json")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A folder for caches."""
    return tmp_path / "cache"


def started(root: Path, cache: Path, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tenantry", "-C", str(root), *VALIDATE, "--as-of", AS_OF, *options]
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.parametrize("seed", range(20))
def test_after_any_edits_all_ways_say_the_same(tmp_path: Path, cache: Path, seed: int) -> None:
    chance, root = random.Random(f"hostile {seed}"), tmp_path / "config"
    files = state_of(repository(12, seed, mistakes=0.05 * (seed % 2)), chance)
    lay(root, files)
    git(root, "init", "--quiet")
    commits = [committed(root)]
    for _ in range(6):
        now = edited(files, chance)
        now = state_of(now, chance) if chance.random() < 0.1 else now
        lay(root, now, files)
        for command in COMMANDS:
            base, head = chance.choice(commits), chance.choice(commits)
            agree(root, *(word.format(base=base, head=head) for word in command), cache=cache)
        if chance.random() < 0.7:
            commits.append(committed(root))
        files = now


def test_runs_at_once_are_each_right(tmp_path: Path, cache: Path) -> None:
    root, chance = tmp_path / "config", random.Random(4)
    states = [repository(9, 4, mistakes=0.1)]
    states.append(edited(states[0], chance))
    lay(root, states[0])
    for turn in range(3):
        expected = whole(root, *VALIDATE)
        runs = [started(root, cache) for _ in range(RUNS)]
        for run in runs:
            said, complained = run.communicate(timeout=120)
            assert (said.decode(), complained, run.returncode) == (expected.stdout, b"", expected.code)
        lay(root, states[(turn + 1) % 2], states[turn % 2])


def test_while_files_change_each_answer_is_that_of_a_state(tmp_path: Path, cache: Path) -> None:
    """Edits of one file, written in place, so that each read finds one state or the other."""
    root, answers = tmp_path / "config", set()
    files = repository(9, 4, mistakes=0.0)
    path = next(path for path in files if path.startswith("tenants/shopify") and "_defaults" not in path)
    states = [{**files, path: files[path] + text} for text in (b"colour: red\n", b"# fine here\n")]
    for state in states:
        lay(root, state)
        answers.add(whole(root, *VALIDATE).stdout)
    runs = [started(root, cache) for _ in range(RUNS)]
    while any(run.poll() is None for run in runs):
        for state in states:
            (tmp_path / "new").write_bytes(state[path])
            os.rename(tmp_path / "new", root / path)
    found = {run.communicate()[0].decode() for run in runs}
    assert found <= answers
    agree(root, *VALIDATE, cache=cache)


def save_forever(ledger: Ledger, folder: Path) -> None:
    while True:
        for name in os.listdir(folder):
            if name.startswith("entries-"):
                (folder / name).unlink()
        save(ledger, folder, now=time.time())


def killed_at_once(ledger: Ledger, folder: Path, after: float) -> None:
    process = os.fork()
    if process == 0:
        try:
            save_forever(ledger, folder)
        finally:
            os._exit(1)
    time.sleep(after)
    os.kill(process, signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == -signal.SIGKILL


def test_after_a_kill_the_next_run_is_right(tmp_path: Path, cache: Path) -> None:
    root, chance, left = tmp_path / "config", random.Random(7), 0
    files = repository(9, 4, mistakes=0.1)
    lay(root, files)
    expected = whole(root, *VALIDATE)
    ask(root, *VALIDATE, cache=cache)
    folder = next((cache / "tenantry").iterdir())
    ledger = load(folder)
    assert ledger is not None
    held = {name: replace(each, entries=dict(each.entries)) for name, each in ledger.accounts.items()}
    for _ in range(KILLS):
        killed_at_once(replace(ledger, accounts=held), folder, chance.random() * 0.02)
        left += any(name.startswith("new-") for name in os.listdir(folder))
        assert ask(root, *VALIDATE, cache=cache) == expected
    assert left, "no kill hit a run while it wrote"
    for name in os.listdir(folder):
        os.utime(folder / name, (1, 1))
    save(replace(ledger, accounts=held), folder, now=time.time())
    assert not [name for name in os.listdir(folder) if name.startswith("new-")]
