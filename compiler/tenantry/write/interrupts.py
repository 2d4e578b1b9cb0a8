"""Ctrl-C and its like, held while something is written: a run ends where it can clean up, and nowhere else."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Final

ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What a terminal, a supervisor and a lost connection end a run with."""

Stop = Callable[[], None]
"""To be called where a run may end: it does if a signal has come."""


class _Stopped(BaseException):
    """Ends what is held; never leaves `held`."""


class Held:
    """To be called where a run may end: it does if a signal has come."""

    def __init__(self) -> None:
        self.came: list[int] = []
        self._anywhere = False

    def __call__(self) -> None:
        if self.came:
            raise _Stopped

    @contextmanager
    def anywhere(self) -> Iterator[None]:
        """In here it ends wherever a signal comes: once, so that nobody who is impatient meets what cleans up."""
        try:
            self._anywhere = True
            self()
            yield
        finally:
            self._anywhere = False

    def hear(self, number: int, frame: FrameType | None) -> None:
        """Notes a signal."""
        del frame
        self.came.append(number)
        if self._anywhere:
            self._anywhere = False
            raise _Stopped

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """In here nothing is said where a signal came in the middle of what lets no exception through (a finalizer, a
        callback from a library in C): the run ends at the next place where it may."""
        before = sys.unraisablehook
        sys.unraisablehook = lambda lost: None if lost.exc_type is _Stopped else before(lost)
        try:
            yield
        finally:
            sys.unraisablehook = before


@contextmanager
def held() -> Iterator[Held]:
    """Notes signals instead of obeying them, but where the given function is called. In the end the first of them is
    sent again, to do what it would have done. What is ignored stays so; outside of the main thread nothing is held,
    as no signal arrives there."""
    stop = Held()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {each: signal.getsignal(each) for each in ENDING}
    before = {each: handler for each, handler in before.items() if handler not in (signal.SIG_IGN, None)}
    try:
        for each in before:
            signal.signal(each, stop.hear)
        with suppress(_Stopped), stop.quietly():
            yield stop
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
        if stop.came:
            signal.raise_signal(stop.came[0])
