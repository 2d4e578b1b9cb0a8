"""Commands come to an end, with everybody that they started (X2, X6)."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from support_runner import processes
from tenantry.errors import UsageError
from tenantry.runner.process import Command, Ended, How, supervise

PATH = {"PATH": os.environ["PATH"]}


@pytest.fixture
def mark() -> Iterator[str]:
    """A word that stands in the environment of everybody whom a test starts; nobody may be left at its end."""
    word = f"mark-{uuid4().hex}"
    yield word
    assert processes(word) == []


def run(line: str, mark: str, *, timeout: float = 20, grace: float = 0.3) -> tuple[Ended, bytes, bytes]:
    out, err = bytearray(), bytearray()
    command = Command(line=line, folder=Path("/"), environment={**PATH, "MARK": mark}, timeout=timeout, grace=grace)
    ended = supervise(command, out=out.extend, err=err.extend)
    return ended, bytes(out), bytes(err)


def test_outputs_and_the_exit_code_come_through(mark: str) -> None:
    ended, out, err = run("echo out; echo err >&2; read line || exit 3", mark)
    assert (ended.how, ended.code, ended.clean) == (How.ITSELF, 3, True)
    assert (out, err) == (b"out\n", b"err\n")


HOSTILE = {
    "ignores SIGTERM": "trap '' TERM; sleep 300",
    "forks": "sleep 300 & sleep 300 & sleep 300",
    "daemonises": "(setsid sh -c 'exec >/dev/null 2>&1; sleep 300 & sleep 300' &); sleep 300",
    "daemon that ignores SIGTERM": "(setsid sh -c 'trap \"\" TERM HUP INT; sleep 300; sleep 300' &); sleep 300",
    "stops itself": "kill -STOP $$",
    "forks on and on": "while true; do sleep 300 & sleep 0.01; done",
    "closes its outputs": "exec >&- 2>&-; sleep 300",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_timeout_leaves_nobody(name: str, mark: str) -> None:
    ended, _, _ = run(HOSTILE[name], mark, timeout=0.5)
    assert (ended.how, ended.clean) == (How.TIMEOUT, True)
    assert 0.5 <= ended.seconds < 15


LEFT = ["sleep 300 & exit 0", "(setsid sh -c 'trap \"\" TERM; sleep 300' &); sleep 0.2; exit 0"]


@pytest.mark.parametrize("line", LEFT)
def test_what_a_command_leaves_behind_ends_with_it(line: str, mark: str) -> None:
    ended, _, _ = run(line, mark)
    assert (ended.how, ended.code, ended.clean) == (How.ITSELF, 0, True)


def test_who_kills_the_guard_is_ended_all_the_same(mark: str) -> None:
    ended, _, _ = run("(setsid sleep 300 &); kill -9 $PPID; sleep 300", mark)
    assert (ended.how, ended.clean) == (How.LOST, True)


def test_a_signal_to_the_runner_ends_the_command(mark: str, tmp_path: Path) -> None:
    ready = tmp_path / "ready"

    def stop() -> None:
        while not ready.exists():
            time.sleep(0.01)
        time.sleep(0.3)  # until the shell waits: a signal right after its fork is met by neither of the two
        os.kill(os.getpid(), signal.SIGTERM)

    stopping = threading.Thread(target=stop, daemon=True)
    stopping.start()
    ended, out, _ = run(f"trap 'echo ending; exit 0' TERM; sleep 300 & : > {ready}; wait", mark, grace=5)
    stopping.join()
    assert (ended.how, ended.clean, out) == (How.INTERRUPT, True, b"ending\n")


def test_a_flood_is_read_to_its_end_in_little_memory(mark: str) -> None:
    sizes: list[int] = []
    command = Command(line="head -c 300000000 /dev/zero", folder=Path("/"), environment={**PATH, "M": mark}, timeout=60)
    ended = supervise(command, out=lambda chunk: sizes.append(len(chunk)), err=lambda _: None)
    assert ended.well
    assert sum(sizes) == 300_000_000
    assert max(sizes) <= 1 << 16


def test_no_descriptor_of_ours_is_left_to_a_child(mark: str) -> None:
    file = os.open("/", os.O_RDONLY)
    os.set_inheritable(file, True)
    try:
        _, out, _ = run(f"{sys.executable} -c 'import os; print(sorted(os.listdir(\"/proc/self/fd\")))'", mark)
    finally:
        os.close(file)
    assert out == b"['0', '1', '2', '3']\n"  # the last is that of the listing


def test_a_value_that_no_system_takes_is_told_in_words() -> None:
    command = Command(line="true", folder=Path("/"), environment={"A": "x" * 200_000}, timeout=1)
    with pytest.raises(UsageError, match="cannot be started: Argument list too long") as refused:
        supervise(command, out=lambda _: None, err=lambda _: None)
    assert "too large for variables" in (refused.value.help or "")


def test_time_is_that_of_a_clock_that_nobody_sets(mark: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 0.0)
    ended, _, _ = run("sleep 0.2", mark)
    assert 0.2 <= ended.seconds < 10
