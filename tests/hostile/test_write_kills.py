"""Kills at any moment, and several runs at once: `out` is always the whole tree of one run."""

from __future__ import annotations

import errno
import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from support_write import PROVENANCE, artifacts, tree
from tenantry.write import differences, write
from tenantry.write import tree as tree_module

pytestmark = pytest.mark.hostile

FILES = 120
KILLS = 250
CONTENTS = (b"one\n" * 50, b"two\n" * 60, b"three\n" * 70)


def child(work: Callable[[], None]) -> int:
    """Runs `work` in a process of its own and returns its id."""
    process = os.fork()
    if process == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return process


def write_forever(out: Path) -> None:
    while True:
        for content in CONTENTS:
            write(artifacts(content, count=FILES), PROVENANCE, out)


def whose(out: Path) -> bytes | None:
    """The content whose whole tree is at `out`; None where it is no run's."""
    return next((one for one in CONTENTS if not differences(artifacts(one, count=FILES), PROVENANCE, out)), None)


def kill_once(out: Path, rng: random.Random) -> None:
    process = child(lambda: write_forever(out))
    time.sleep(rng.random() * 0.06)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def no_exchange(*_: object) -> None:
    raise OSError(errno.ENOSYS, "none here")


def test_a_kill_leaves_the_old_tree_or_the_new_one(tmp_path: Path) -> None:
    out, rng, caught = tmp_path / "build", random.Random(1), 0
    write(artifacts(CONTENTS[0], count=FILES), PROVENANCE, out)
    for _ in range(KILLS):
        kill_once(out, rng)
        assert whose(out) is not None
        caught += len(os.listdir(tmp_path)) > 1
    assert caught > KILLS / 4, "too few kills hit a run while it wrote"
    write(artifacts(b"last\n"), PROVENANCE, out)
    assert os.listdir(tmp_path) == ["build"]


def test_without_exchange_the_next_run_finds_a_whole_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree_module, "exchange", no_exchange)
    out, rng = tmp_path / "build", random.Random(2)
    write(artifacts(CONTENTS[0], count=FILES), PROVENANCE, out)
    for _ in range(KILLS):
        kill_once(out, rng)
        tree_module.sweep(str(out))
        assert whose(out) is not None


@pytest.mark.parametrize("fallback", [False, True])
def test_runs_at_once_do_not_mix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, fallback: bool) -> None:
    if fallback:
        monkeypatch.setattr(tree_module, "exchange", no_exchange)
    out = tmp_path / "build"
    for _ in range(12):
        runs = [
            child(lambda content=content: write(artifacts(content, count=FILES), PROVENANCE, out))
            for content in CONTENTS * 2
        ]
        assert [os.waitpid(run, 0)[1] for run in runs] == [0] * len(runs)
        assert whose(out) is not None
    write(artifacts(b"last\n"), PROVENANCE, out)
    assert os.listdir(tmp_path) == ["build"]


def test_a_reader_never_sees_a_tree_that_is_not_whole(tmp_path: Path) -> None:
    out = tmp_path / "build"
    write(artifacts(CONTENTS[0], count=FILES), PROVENANCE, out)
    process = child(lambda: write_forever(out))
    try:
        until, seen = time.monotonic() + 3, 0
        while time.monotonic() < until:
            folder = os.open(out, os.O_RDONLY | os.O_DIRECTORY)
            # a tree that was opened and then replaced is taken away below its reader
            assert "manifest.json" in os.listdir(folder) or not os.path.samestat(os.fstat(folder), os.stat(out))
            os.close(folder)
            seen += 1
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
    assert seen > 100
    assert len(tree(out)) == FILES + 1
