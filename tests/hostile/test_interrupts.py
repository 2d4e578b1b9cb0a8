"""Ctrl-C, SIGTERM and SIGHUP at any moment of a command with processes at work: exit code 130, and nothing is left."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.generate import generate
from support_git import git
from support_terminal import empty, session
from support_ways import committed

pytestmark = [pytest.mark.hostile, pytest.mark.usefixtures("not_ignored")]

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
INTERRUPTED = 130
TIMES = 45
KEPT = re.compile(r"outline|(entries|rendered)-[0-9a-f]+")
"""Files of a cache that are whole: they came there by a rename."""
COMMANDS = {
    "validate": ("validate", "--jobs", "2"),
    "plan": ("plan", "HEAD", "--jobs", "2"),
    "compile": ("compile",),
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("config")
    generate(700).write(root)
    git(root, "init", "--quiet")
    committed(root)
    return root


def begun(root: Path, folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """A command in a session of its own, whose cache, temporary files and build folder are below `folder`."""
    for name in ("cache", "tmp", "out"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    around = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "TMPDIR": str(folder / "tmp")}
    command = [sys.executable, "-m", "tenantry", "-C", str(root), *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=folder / "out", env=around, stdout=pipe, stderr=pipe, start_new_session=True)


def duration(root: Path, folder: Path, *arguments: str) -> float:
    since = time.monotonic()
    with begun(root, folder, *arguments) as process:
        process.communicate()
    assert process.returncode == 0
    return time.monotonic() - since


def to_one(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    process.send_signal(number)


def to_all(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    os.killpg(process.pid, number)


@pytest.mark.parametrize("send", [to_one, to_all])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_that_is_interrupted_leaves_nothing(
    root: Path, tmp_path: Path, name: str, send: Callable[[subprocess.Popen[bytes], signal.Signals], None]
) -> None:
    takes, chance, codes = duration(root, tmp_path / "first", *COMMANDS[name]), random.Random(name), []
    for number in range(TIMES):
        folder = tmp_path / str(number)
        with begun(root, folder, *COMMANDS[name]) as process:
            time.sleep(takes * chance.uniform(0.1, 1.0))
            send(process, SIGNALS[number % 3])
            said = process.communicate(timeout=60)[1]
        codes.append(process.returncode)
        assert process.returncode in (0, INTERRUPTED, -SIGNALS[number % 3])  # the last: before a line of ours ran
        assert process.returncode != INTERRUPTED or said in (b"", b"\n")
        assert empty(lambda: session(process.pid)), "a process is left"
        left_behind(folder)
    assert codes.count(INTERRUPTED) > TIMES / 3, codes


def left_behind(folder: Path) -> None:
    """What there may be: the ledger in whole files, and a build folder that is whole."""
    assert os.listdir(folder / "tmp") == []
    assert [path for path in (folder / "cache").rglob("*") if path.is_file() and not KEPT.fullmatch(path.name)] == []
    assert os.listdir(folder / "out") in ([], ["build"])
    build = folder / "out" / "build"
    assert not build.exists() or (build / "manifest.json").is_file()
