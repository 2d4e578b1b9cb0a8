"""Work of several processes: whatever becomes of one, the result is that of one alone, and nobody is left behind."""

from __future__ import annotations

import errno
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from multiprocessing.reduction import ForkingPickler
from pathlib import Path

import pytest

from tenantry.incremental import workers
from tenantry.incremental.workers import shared_out

PIECES = list(range(11))
Harm = Callable[[], object]


def square(number: int) -> int:
    return number * number


def away() -> bool:
    """Whether this is a process that was started for the work."""
    return multiprocessing.parent_process() is not None


def out_of_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (1 << 20, resource.RLIM_INFINITY))
    bytearray(1 << 28)


def raises() -> None:
    raise RuntimeError


HARMS: dict[str, Harm] = {
    "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "raises": raises,
    "leaves": lambda: os._exit(0),
    "is told to end": lambda: os.kill(os.getpid(), signal.SIGTERM),
    "exits": lambda: sys.exit(3),
    "has no memory": out_of_memory,
}


@pytest.mark.parametrize("jobs", [1, 2, 5, 40])
def test_results_come_in_order(jobs: int) -> None:
    assert list(shared_out(PIECES, square, jobs=jobs)) == [square(each) for each in PIECES]
    assert not multiprocessing.active_children()


@pytest.fixture
def listening() -> Iterator[None]:
    """Signals are heard as the command hears them (cli/ending.py)."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.usefixtures("listening")
@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("at", [0, 6, 10])
def test_what_a_process_fails_to_do_is_done_here(harm: str, at: int, capfd: pytest.CaptureFixture[str]) -> None:
    def work(number: int) -> int:
        if number == at and away():
            HARMS[harm]()
        return square(number)

    assert list(shared_out(PIECES, work, jobs=3)) == [square(each) for each in PIECES]
    assert not multiprocessing.active_children()
    assert capfd.readouterr() == ("", "")


def test_a_process_that_ends_in_the_middle_of_a_result_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def half(end: Connection, content: bytes) -> None:
        os.write(end.fileno(), (len(content) + 10).to_bytes(4, "big") + content)
        os._exit(1)

    monkeypatch.setattr(Connection, "send", lambda end, each: half(end, ForkingPickler.dumps(each)))
    assert list(shared_out(PIECES, square, jobs=2)) == [square(each) for each in PIECES]


def test_what_cannot_be_sent_is_done_here() -> None:
    found = list(shared_out([1, 2], lambda number: lambda: number, jobs=2))
    assert [each() for each in found] == [1, 2]


def test_an_error_of_the_work_is_told_as_without_processes() -> None:
    def work(number: int) -> int:
        return square(number) // (number - 4)

    with pytest.raises(ZeroDivisionError):
        list(shared_out(PIECES, work, jobs=3))
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("allowed", [0, 1])
def test_where_no_more_processes_may_start_the_others_do_it(allowed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[ForkProcess] = []
    start = ForkProcess.start

    def refused(process: ForkProcess) -> None:
        if len(started) >= allowed:
            raise OSError(errno.EAGAIN, "no more")
        started.append(process)
        start(process)

    monkeypatch.setattr(ForkProcess, "start", refused)
    assert list(shared_out(PIECES, square, jobs=3)) == [square(each) for each in PIECES]


_LONG = """
import os, sys, time
from tenantry.incremental.workers import shared_out
def work(number):
    print(os.getpid(), flush=True)
    {what}
    return bytes(1 << 22)
try:
    list(shared_out([1, 2, 3, 4], work, jobs=2))
except KeyboardInterrupt:
    sys.exit(130)
"""


@contextmanager
def begun(what: str) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """A process with two others at work, and their ids."""
    command = [sys.executable, "-c", _LONG.format(what=what)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process, [int(process.stdout.readline()) for _ in range(2)]


def gone(number: int) -> bool:
    """Whether a process ends within a moment."""
    for _ in range(200):
        state = Path(f"/proc/{number}/stat")
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.02)
    return False


def test_an_interrupt_ends_all_of_them() -> None:
    with begun("time.sleep(60)") as (process, others):
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 130
        assert process.stderr is not None
        assert process.stderr.read() == ""
        assert all(map(gone, others))


def test_a_process_that_is_left_alone_ends_with_its_first_result() -> None:
    with begun("time.sleep(0.3)") as (process, others):
        process.kill()
        assert all(map(gone, others))


def test_an_interrupt_waits_until_a_process_knows_that_it_is_not_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    start = ForkProcess.start

    def watched(process: ForkProcess) -> None:
        seen.append(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, []))
        start(process)

    monkeypatch.setattr(ForkProcess, "start", watched)
    assert list(workers.shared_out(PIECES, square, jobs=2))[-1] == 100
    assert seen == [True, True]
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])
