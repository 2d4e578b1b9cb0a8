"""Ctrl-C, SIGTERM and SIGHUP at any moment of a compile: one whole tree, nothing beside it, exit code 130."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.generate import generate
from support_write import PROVENANCE, artifacts, tree
from tenantry.incremental.whole import FEW
from tenantry.model.artifact import Artifact
from tenantry.write import differences, write

pytestmark = [pytest.mark.hostile, pytest.mark.usefixtures("not_ignored")]

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
FILES = 400
INTERRUPTS = 240
COMPILES = 60
INTERRUPTED = 130


def state(edition: int) -> list[Artifact]:
    """A tree of which each edition changes every tenth file, so that most of a write is linking."""
    kept = artifacts(b"kept\n" * 40, count=FILES)
    changed = artifacts(f"{edition}\n".encode() * 40, count=FILES)
    return [new if at % 10 == 0 else old for at, (old, new) in enumerate(zip(kept, changed, strict=True))]


EDITIONS = [state(edition) for edition in range(3)]


def writing(out: Path) -> int:
    """Starts a process that writes one edition after the other, and ends as a command does; gives its id."""
    process = os.fork()
    if process == 0:
        code = 1
        for each in SIGNALS:
            signal.signal(each, signal.default_int_handler)
        try:
            while True:
                for edition in EDITIONS:
                    write(edition, PROVENANCE, out)
        except KeyboardInterrupt:
            code = INTERRUPTED
        finally:
            os._exit(code)
    return process


def test_an_interrupt_at_any_moment_of_writing_leaves_a_whole_tree_alone(tmp_path: Path) -> None:
    out, rng = tmp_path / "build", random.Random(3)
    write(EDITIONS[0], PROVENANCE, out)
    for number in range(INTERRUPTS):
        process = writing(out)
        time.sleep(0.005 + rng.random() * 0.06)
        for _ in range(rng.choice((1, 1, 3))):  # somebody who is impatient
            os.kill(process, SIGNALS[number % 3])
        ended = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        assert ended in (INTERRUPTED, -SIGNALS[number % 3])  # before and after all, where nothing is held
        assert os.listdir(tmp_path) == ["build"]
        assert any(not differences(edition, PROVENANCE, out) for edition in EDITIONS)
        assert all(path.lstat().st_nlink == 1 for path in out.rglob("*") if path.is_file())


def test_a_kill_while_linking_leaves_the_old_tree_and_links_that_the_next_run_removes(tmp_path: Path) -> None:
    out, rng, shared = tmp_path / "build", random.Random(4), 0
    write(EDITIONS[0], PROVENANCE, out)
    for _ in range(INTERRUPTS):
        process = writing(out)
        time.sleep(0.005 + rng.random() * 0.06)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        assert any(not differences(edition, PROVENANCE, out) for edition in EDITIONS)
        shared += any(path.lstat().st_nlink > 1 for path in out.rglob("*") if path.is_file())
    assert shared > INTERRUPTS / 10, "too few kills hit a run while it linked"
    write(artifacts(b"last\n"), PROVENANCE, out)
    assert os.listdir(tmp_path) == ["build"]


@pytest.fixture(scope="module", params=[300, FEW + 100], ids=["one process", "several processes"])
def repository(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A generated repository; in the end there is nothing more in it than the tree."""
    root = tmp_path_factory.mktemp("config")
    generate(request.param).write(root)
    yield root
    assert sorted(os.listdir(root)) == ["integrations", "out", "tenantry.yaml", "tenants"]


def compiling(root: Path) -> subprocess.Popen[bytes]:
    """The command, in a process of its own."""
    words = ["-C", str(root), "compile", "--jobs", "2", "--out", str(root / "out" / "build")]
    command = [sys.executable, "-m", "tenantry", *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)


def nobody_left(group: int) -> bool:
    """Whether every process of a group ends within a moment."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def edit(root: Path, number: int) -> None:
    path = root / "tenantry.yaml"
    lines = [line for line in path.read_text().splitlines() if not line.startswith("environment:")]
    path.write_text("\n".join([*lines, f"environment: stage-{number}", ""]))


def test_a_command_that_is_interrupted_says_130_and_leaves_nothing(repository: Path) -> None:
    begun, codes = time.monotonic(), []
    with compiling(repository) as first:
        first.communicate()
    assert first.returncode == 0
    takes, rng, out = time.monotonic() - begun, random.Random(5), repository / "out"
    for number in range(COMPILES):
        edit(repository, number)
        before = tree(out / "build")
        with compiling(repository) as process:
            time.sleep(takes * rng.uniform(0.1, 1.0))
            for _ in range(rng.choice((1, 1, 3))):  # somebody who is impatient
                process.send_signal(SIGNALS[number % 3])
            said = process.communicate()[1]
        codes.append(process.returncode)
        assert process.returncode in (0, INTERRUPTED, -SIGNALS[number % 3])  # the last: before a line of ours ran
        assert process.returncode != INTERRUPTED or b"Traceback" not in said
        assert nobody_left(process.pid)
        assert os.listdir(out) == ["build"]
        after = tree(out / "build")
        assert after == before or len(after) == len(before)
    assert codes.count(INTERRUPTED) > COMPILES / 3, codes
