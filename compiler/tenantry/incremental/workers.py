"""Work shared out to processes that begin as copies of this one, so that nothing has to be handed to them."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from pickle import UnpicklingError
from typing import Final, TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")

_ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What ends the process that began the work, and with it all others: none of them has to hear it."""
_BROKEN: Final = (EOFError, OSError, UnpicklingError)
"""What comes of a process that ended in the middle of a result, or before one."""


def shared_out(pieces: Sequence[Piece], work: Callable[[Piece], Result], *, jobs: int) -> Iterator[Result]:
    """What `work` makes of each piece, in their order, by up to `jobs` processes. What a process fails to do, as it was
    killed or has no memory, is done here once more: what goes wrong then is told as without processes."""
    if jobs < 2 or len(pieces) < 2 or not hasattr(os, "fork"):
        yield from map(work, pieces)
        return
    found = dict(_gathered(pieces, work, min(jobs, len(pieces))))
    for number, piece in enumerate(pieces):
        yield found.pop(number) if number in found else work(piece)


def _gathered(pieces: Sequence[Piece], work: Callable[[Piece], Result], jobs: int) -> Iterator[tuple[int, Result]]:
    ends: list[Connection] = []
    processes: list[ForkProcess] = []
    try:
        for first in range(jobs):
            with suppress(OSError):  # no more processes or files for this user: the others do what they can
                _begin(pieces, work, range(first, len(pieces), jobs), ends, processes)
        while ends:
            ready = wait(ends)
            for end in [each for each in ends if each in ready]:
                try:
                    yield end.recv()
                except _BROKEN:
                    ends.remove(end)
    finally:
        for process in processes:
            process.kill()
            process.join()


def _begin(
    pieces: Sequence[Piece],
    work: Callable[[Piece], Result],
    numbers: Sequence[int],
    ends: list[Connection],
    processes: list[ForkProcess],
) -> None:
    """Starts one process; adds the end from which its results are read."""
    context = multiprocessing.get_context("fork")
    mine, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(pieces, work, numbers, theirs, [*ends, mine]))
    with _uninterrupted():
        process.start()
        processes.append(process)
    theirs.close()
    ends.append(mine)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Holds signals back: a process that begins does not yet know what they mean for it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(
    pieces: Sequence[Piece],
    work: Callable[[Piece], Result],
    numbers: Sequence[int],
    end: Connection,
    others: Sequence[Connection],
) -> None:
    """Does every so manyth piece. Whatever goes wrong is found out by whoever does it again."""
    for number, meaning in zip(_ENDING, (signal.SIG_IGN, signal.SIG_DFL, signal.SIG_DFL), strict=True):
        signal.signal(number, meaning)  # the process that began this one has other plans for them
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
    for other in others:  # with these open, nobody would notice that the process that reads them is gone
        other.close()
    with suppress(Exception):
        for index in numbers:
            end.send((index, work(pieces[index])))
    end.close()
