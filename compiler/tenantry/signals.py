"""Signals that end a command, held back for a moment."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What a terminal, a supervisor and a lost connection end a run with."""


@contextmanager
def uninterrupted() -> Iterator[None]:
    """In here none of them arrives; it does so at the end. For moments: nobody can stop what is done meanwhile."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def as_copy() -> None:
    """In a process that began as a copy, while none of them arrived: they mean what they mean to a program that has no
    plans for them, but for the terminal's, which is for the process that began it."""
    for each, meaning in zip(ENDING, (signal.SIG_IGN, signal.SIG_DFL, signal.SIG_DFL), strict=True):
        signal.signal(each, meaning)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
