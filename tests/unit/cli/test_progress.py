"""How far long work is: on a terminal, in one line that goes again, and nowhere else."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from benchmarks.generate import generate
from support_git import git
from support_terminal import CTRL_C, empty, on_terminal, screen, session
from support_ways import committed
from support_write import PROVENANCE, artifacts
from tenantry.cli.progress import Line, fitting
from tenantry.model.progress import counted, counter, heard, tell
from tenantry.write import write

TENANTS = 520
"""More than are worth a second process."""
COMMANDS = {
    "validate": ("validate", "--no-cache", "--jobs", "2"),
    "validate alone": ("validate", "--no-cache", "--jobs", "1"),
    "plan": ("plan", "HEAD", "--no-cache", "--jobs", "2"),
    "compile --check": ("compile", "--check", "--jobs", "2"),
    "schedule load": ("schedule", "load", "--weeks", "1", "--from", "2026-11-23", "--format", "json"),
    "codeowners": ("codeowners", "--check"),
    "validate -v": ("-v", "validate", "--no-cache", "--jobs", "2"),
}
STEPS = {
    "validate": "checking tenants",
    "validate alone": "checking tenants",
    "plan": "comparing states",
    "compile --check": "compiling tenants",
    "schedule load": "counting runs",
    "codeowners": "reading files",
    "validate -v": "checking tenants",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a commit."""
    root = tmp_path_factory.mktemp("config")
    generate(TENANTS).write(root)
    git(root, "init", "--quiet")
    committed(root)
    return root


@cache
def piped(root: Path, *arguments: str) -> bytes:
    """What a command gives, both streams in one pipe."""
    command = [sys.executable, "-m", "tenantry", "-C", str(root), *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False).stdout


@pytest.mark.parametrize(("name", "columns"), [*((name, 200) for name in COMMANDS), ("validate", 30), ("plan", 30)])
def test_a_terminal_ends_with_what_a_pipe_has(root: Path, name: str, columns: int) -> None:
    with on_terminal("-C", root, *COMMANDS[name], columns=columns) as terminal:
        terminal.code()
    content = piped(root, *COMMANDS[name])
    assert b"\x1b" not in content
    assert b"\r" not in content
    assert terminal.lines == screen(content.replace(b"\n", b"\r\n"), columns)
    assert terminal.steps
    assert all(len(step) < columns for step in terminal.steps)
    assert columns < 100 or any(step.startswith(STEPS[name]) for step in terminal.steps)


def test_tenants_are_counted_while_they_are_written(root: Path, tmp_path: Path) -> None:
    with on_terminal("-C", root, "compile", "--out", tmp_path / "build") as terminal:
        assert terminal.code() == 0
    assert any(re.fullmatch(f"compiling tenants  [0-9]+ of {TENANTS}", each) for each in terminal.steps)
    assert len(terminal.lines) == 1


def test_files_are_counted_while_they_are_written(tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    with heard(lambda *each: told.append(each)):
        write(artifacts(), PROVENANCE, tmp_path / "build")
    assert [each for each in told if each[0] == "writing files"][: len(artifacts())] == [
        ("writing files", done + 1, None) for done in range(len(artifacts()))
    ]


SILENT: dict[str, tuple[tuple[str, ...], dict[str, str], float]] = {
    "in the first second": ((), {}, 1000),
    "--quiet": (("--quiet",), {}, 0),
    "TERM=dumb": ((), {"TERM": "dumb"}, 0),
    "TERM=": ((), {"TERM": ""}, 0),
}


@pytest.mark.parametrize("name", SILENT)
def test_nothing_is_shown(root: Path, name: str) -> None:
    options, env, delay = SILENT[name]
    with on_terminal("-C", root, *options, "compile", "--check", delay=delay, env=env) as terminal:
        assert terminal.code() == 4
    assert b"\r\x1b[K" not in terminal.came
    assert terminal.lines == screen(piped(root, *options, "compile", "--check").replace(b"\n", b"\r\n"), 200)


def test_with_stdout_elsewhere_it_is_shown_and_leaves_nothing(root: Path, tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb") as out, on_terminal("-C", root, "compile", "--check", stdout=out) as terminal:
        assert terminal.code() == 4
    assert terminal.steps
    assert terminal.lines == [""]
    assert (tmp_path / "out").read_bytes() == piped(root, "compile", "--check")


def test_a_terminal_for_stdout_alone_shows_none(root: Path, tmp_path: Path) -> None:
    with (tmp_path / "err").open("wb") as err, on_terminal("-C", root, "compile", "--check", stderr=err) as terminal:
        assert terminal.code() == 4
    assert not terminal.steps
    assert (tmp_path / "err").read_bytes() == b""


@pytest.mark.parametrize("name", ["validate", "plan"])
def test_ctrl_c_takes_it_away_with_all_that_is_at_work(root: Path, tmp_path: Path, name: str) -> None:
    around = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "TMPDIR": str(tmp_path)}
    arguments = [each for each in COMMANDS[name] if each != "--no-cache"]
    with on_terminal("-C", root, *arguments, env=around) as terminal:
        terminal.read(lambda came: b"checking tenants  " in came)
        assert len(session(terminal.process.pid)) > 1
        terminal.type(CTRL_C)
        assert terminal.code() == 130
        assert empty(lambda: session(terminal.process.pid))
    assert terminal.lines == [""]
    assert list(tmp_path.rglob("*")) == []


def test_a_terminal_that_goes_is_no_error(root: Path, tmp_path: Path) -> None:
    def deaf() -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as after nohup

    arguments = ("-C", root, *COMMANDS["validate"])
    with (tmp_path / "out").open("wb") as out, on_terminal(*arguments, stdout=out, preexec_fn=deaf) as terminal:
        terminal.read(lambda came: b"checking tenants  " in came)
        os.close(terminal.master)
        assert terminal.process.wait(timeout=60) == 0
    assert (tmp_path / "out").read_bytes() == piped(root, *COMMANDS["validate"])


def test_a_closed_stderr_is_no_error(root: Path) -> None:
    command = ["sh", "-c", 'exec "$@" 2>&-', "sh", sys.executable, "-m", "tenantry", "-C", str(root)]
    done = subprocess.run([*command, *COMMANDS["validate"]], stdout=subprocess.PIPE, check=False)
    assert (done.returncode, done.stdout) == (0, piped(root, *COMMANDS["validate"]))


def test_an_error_stands_on_a_line_of_its_own(root: Path) -> None:
    with on_terminal("-C", root, "secrets", "check", "--only", "nobody") as terminal:
        assert terminal.code() == 2
    assert terminal.steps
    assert terminal.lines == ["tenantry: there is no tenant 'nobody'"]


class Shown:
    """A line on a terminal, by a clock that is set by hand."""

    def __init__(self) -> None:
        self.master, self.slave = pty.openpty()
        self.now = 50.0
        self.resize(80)
        self.line = Line(self.slave, lambda: self.now)

    def resize(self, columns: int) -> None:
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))

    def came(self) -> str:
        """What was shown since; the system hands it over in pieces, a moment later."""
        found = b""
        while select.select([self.master], [], [], 0.1)[0]:
            found += os.read(self.master, 4096)
        return found.decode().replace("\r\x1b[K", "~")


@pytest.fixture
def shown() -> Iterator[Shown]:
    found = Shown()
    yield found
    os.close(found.slave)
    os.close(found.master)


def test_it_comes_after_a_second_and_ten_times_in_each(shown: Shown) -> None:
    for tick in range(300):
        shown.now = 50 + tick / 100
        shown.line("reading files", tick, None)
    frames = shown.came().split("~")[1:]
    assert frames[0] == "reading files  100"
    assert len(frames) in (19, 20, 21)
    shown.line.erase()
    shown.line.erase()
    assert shown.came() == "~"


def test_another_step_is_shown_at_once(shown: Shown) -> None:
    shown.now += 2
    shown.line("one", 1, 12_345)
    shown.line("one", 2, 12_345)
    shown.line("two", 0, None)
    assert shown.came() == "~one  1 of 12 345~two"


def test_it_follows_the_width(shown: Shown) -> None:
    for columns, text in (
        (80, "resolving tenants  1 of 20"),
        (26, "1 of 20"),
        (7, ""),
        (0, "resolving tenants  1 of 20"),
    ):
        shown.now += 2
        shown.resize(columns)
        shown.line("resolving tenants", 1, 20)
        assert shown.came() == f"~{text}"


@pytest.mark.parametrize("columns", range(1, 40))
def test_no_line_reaches_the_last_column(columns: int) -> None:
    for text in (fitting("checking \x1b[2Jé", 3, 40, columns=columns), fitting("pushing", 0, None, columns=columns)):
        assert len(text) < columns
        assert text.decode("ascii").isprintable()


def test_a_terminal_that_fails_is_not_written_to_again(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[bytes] = []

    def gone(descriptor: int, content: bytes) -> int:
        calls.append(content)
        raise OSError(5, "gone")

    shown.now += 2
    monkeypatch.setattr(os, "write", gone)
    for step in ("one", "two"):
        shown.line(step, 1, 2)
        shown.now += 2
    assert len(calls) == 1


def test_a_job_in_the_background_is_silent(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "tcgetpgrp", lambda _: os.getpgrp() + 1)
    shown.now += 2
    shown.line("one", 1, 2)
    assert shown.came() == ""


def test_what_is_told_outside_is_heard_by_nobody() -> None:
    told: list[tuple[str, int, int | None]] = []
    note: Callable[[str, int, int | None], None] = lambda *each: told.append(each)  # noqa: E731
    with heard(note):
        assert list(counted("a", ["x", "y"])) == ["x", "y"]
        counter("b")()
    tell("c")
    assert told == [("a", 0, 2), ("a", 1, 2), ("b", 1, None)]
