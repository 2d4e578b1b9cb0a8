"""A command with its outputs read, its time bounded, and everybody gone in the end."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import Final

from tenantry.errors import UsageError
from tenantry.runner import guard

GRACE: Final = 5.0
"""Seconds between SIGTERM and SIGKILL."""
_DRAIN: Final = 2.0
"""Seconds for which outputs are read on when everybody should be gone."""
_CHUNK: Final = 1 << 16
_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

Sink = Callable[[bytes], None]


class How(StrEnum):
    """What ended a command."""

    ITSELF = "itself"
    TIMEOUT = "timeout"
    INTERRUPT = "interrupt"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What is run by the shell in `folder`; `environment` is all that it gets. `timeout` and `grace` are seconds."""

    line: str
    folder: Path
    environment: Mapping[str, str] = field(repr=False)
    timeout: float
    grace: float = GRACE


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended: `code` is its exit code, negative for a signal, None where it is not known. `clean` says
    that nobody is left. `seconds` are those of a clock that nobody sets."""

    how: How
    code: int | None
    seconds: float
    clean: bool

    @property
    def well(self) -> bool:
        """Whether it ended by itself and says that all is well."""
        return self.how is How.ITSELF and self.code == 0


def supervise(command: Command, *, out: Sink, err: Sink, held: Sequence[int] = ()) -> Ended:
    """Runs a command to its end: its own, its timeout, or SIGTERM, SIGINT or SIGHUP to this process.

    `out` and `err` are given its outputs as they come; `held` are descriptors that stay open while anybody of it is
    alive. UsageError where it cannot be started.
    """
    before = guard.descendants(os.getpid())
    guard.adopt()
    with _Watch(command, held) as watch:
        watch.outputs({watch.stdout: out, watch.stderr: err})
        ended = watch.ended()
    if ended.how is How.LOST or not ended.clean:
        clean = guard.end(command.grace, spared=before)
        return Ended(how=ended.how, code=ended.code, seconds=ended.seconds, clean=clean)
    return ended


class _Watch:
    """One command under way. It is told to end once, for the first reason that comes up."""

    def __init__(self, command: Command, held: Sequence[int]) -> None:
        self._command = command
        self._held = held
        self._reason: How | None = None
        self._status = b""

    def __enter__(self) -> _Watch:
        self._began = time.monotonic()
        control, self._control = os.pipe()
        self._answer, answer = os.pipe()
        program = [sys.executable, "-I", "-S", guard.__file__, self._command.line]
        try:
            self._process = subprocess.Popen(  # noqa: S603 (our own program)
                [*program, str(control), str(answer), str(self._command.grace)],
                cwd=self._command.folder,
                env=dict(self._command.environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
                pass_fds=(control, answer, *self._held),
            )
        except OSError as error:
            os.close(self._control)
            os.close(self._answer)
            raise UsageError(f"the command cannot be started: {error.strerror}", _reason_of(error)) from None
        finally:
            os.close(control)
            os.close(answer)
        return self

    def __exit__(self, *error: object) -> None:
        with suppress(OSError):
            os.close(self._control)  # where this is the end of an exception, the guard ends the run
        os.close(self._answer)
        self._process.wait()
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

    @property
    def stdout(self) -> int:
        """The descriptor of what it says."""
        return self._process.stdout.fileno() if self._process.stdout else -1

    @property
    def stderr(self) -> int:
        """The descriptor of its log."""
        return self._process.stderr.fileno() if self._process.stderr else -1

    def outputs(self, sinks: Mapping[int, Sink]) -> None:
        """Reads until the guard is gone and the outputs are at their end, or silent in the hands of who got away."""
        with _woken(self._interrupt) as wake, selectors.DefaultSelector() as waiting:
            for descriptor in (*sinks, self._answer, wake):
                waiting.register(descriptor, selectors.EVENT_READ)
            open_ones = set(sinks)
            gone: float | None = None
            while gone is None or (open_ones and time.monotonic() < gone + _DRAIN):
                for key, _ in waiting.select(self._patience(gone)):
                    chunk = os.read(key.fd, _CHUNK)
                    if key.fd == self._answer:
                        self._status += chunk
                    elif key.fd in sinks and chunk:
                        sinks[key.fd](chunk)
                    if not chunk:
                        waiting.unregister(key.fd)
                        open_ones.discard(key.fd)
                        gone = time.monotonic() if key.fd == self._answer else gone
                if time.monotonic() >= self._began + self._command.timeout:
                    self._stop(How.TIMEOUT)

    def ended(self) -> Ended:
        """How it ended, once the outputs are read."""
        code, _, left = self._status.decode().strip().partition(" ")
        how = self._reason or How.ITSELF
        return Ended(
            how=how if left else How.LOST,
            code=int(code) if code else None,
            seconds=round(time.monotonic() - self._began, 3),
            clean=left == "clean",
        )

    def _patience(self, gone: float | None) -> float:
        if gone is not None or self._reason is not None:
            return _DRAIN
        return max(0.0, self._began + self._command.timeout - time.monotonic())

    def _interrupt(self) -> None:
        self._stop(How.INTERRUPT)

    def _stop(self, reason: How) -> None:
        if self._reason is None and not self._status:
            self._reason = reason
            with suppress(BrokenPipeError):
                os.write(self._control, b"end")


def _reason_of(error: OSError) -> str | None:
    """An environment or one value in it may be too large for the system (execve(2))."""
    too_large = isinstance(error, OSError) and error.strerror == os.strerror(7)
    return "its configs, secrets or the output of the last run are too large for variables" if too_large else None


@contextmanager
def _woken(told: Callable[[], None]) -> Iterator[int]:
    """A descriptor that becomes readable when a signal asks this process to end; `told` is called then. Signals reach
    the main thread alone; elsewhere nothing happens."""
    wake, waker = os.pipe()
    os.set_blocking(waker, False)
    os.set_blocking(wake, False)

    def handle(number: int, frame: FrameType | None) -> None:
        del number, frame
        told()

    main = threading.current_thread() is threading.main_thread()
    heard = [number for number in _SIGNALS if main and signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, handle) for number in heard}
    pipe = signal.set_wakeup_fd(waker) if main else -1
    try:
        yield wake
    finally:
        if main:
            signal.set_wakeup_fd(pipe)
        for number, former in before.items():
            signal.signal(number, former)
        os.close(wake)
        os.close(waker)
