"""Work shared out to processes that begin as copies of this one, so that nothing has to be handed to them."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from pickle import UnpicklingError
from typing import Final, Generic, TypeVar

from tenantry.incremental.advance import Advance
from tenantry.model.progress import heard
from tenantry.signals import as_copy, uninterrupted

Piece = TypeVar("Piece")
Result = TypeVar("Result")

_BROKEN: Final = (EOFError, OSError, UnpicklingError)
"""What comes of a process that ended in the middle of a result, or before one."""

_PATIENCE: Final = 0.2
"""Seconds after which it is told anew how far the work is, though nothing came of it meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work(Generic[Piece, Result]):
    """What is shared out."""

    pieces: Sequence[Piece]
    work: Callable[[Piece], Result]
    advance: Advance

    def of(self, number: int, told: Callable[[float], None]) -> Result:
        """The result of one piece; `told` is called with the share of it that is done."""
        with heard(self.advance.within(told)):
            return self.work(self.pieces[number])


def shared_out(
    pieces: Sequence[Piece], work: Callable[[Piece], Result], *, jobs: int, advance: Advance | None = None
) -> Iterator[Result]:
    """What `work` makes of each piece, in their order, by up to `jobs` processes. What a process fails to do, as it was
    killed or has no memory, is done here once more: what goes wrong then is told as without processes. `advance` tells
    how far all of it is."""
    advance = advance or Advance()
    all_of_it = _Work(pieces=pieces, work=work, advance=advance)
    alone = jobs < 2 or len(pieces) < 2 or not hasattr(os, "fork")
    found = {} if alone else dict(_gathered(all_of_it, min(jobs, len(pieces))))
    for number in range(len(pieces)):
        yield found.pop(number) if number in found else all_of_it.of(number, partial(advance.reached, number))
        advance.reached(number, 1)


def _gathered(work: _Work[Piece, Result], jobs: int) -> Iterator[tuple[int, Result]]:
    ends: list[Connection] = []
    processes: list[ForkProcess] = []
    try:
        for first in range(jobs):
            with suppress(OSError):  # no more processes or files for this user: the others do what they can
                _begin(work, range(first, len(work.pieces), jobs), ends, processes)
        while ends:
            ready = wait(ends, _PATIENCE)
            work.advance.tell()
            for end in [each for each in ends if each in ready]:
                try:
                    number, share, result = end.recv()
                except _BROKEN:
                    ends.remove(end)
                    continue
                work.advance.reached(number, share)
                if share == 1:
                    yield number, result
    finally:
        for process in processes:
            process.kill()
            process.join()


def _begin(
    work: _Work[Piece, Result],
    numbers: Sequence[int],
    ends: list[Connection],
    processes: list[ForkProcess],
) -> None:
    """Starts one process; adds the end from which its results are read."""
    context = multiprocessing.get_context("fork")
    mine, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(work, numbers, theirs, [*ends, mine]))
    with uninterrupted():  # a process that begins does not yet know what signals mean for it
        process.start()
        processes.append(process)
    theirs.close()
    ends.append(mine)


def _serve(
    work: _Work[Piece, Result], numbers: Sequence[int], end: Connection, others: Sequence[Connection]
) -> None:  # fmt: skip
    """Does every so manyth piece. Whatever goes wrong is found out by whoever does it again."""
    as_copy()
    for other in others:  # with these open, nobody would notice that the process that reads them is gone
        other.close()
    with suppress(Exception):
        for number in numbers:
            end.send((number, 1, work.of(number, partial(_send, end, number))))
    end.close()


def _send(end: Connection, number: int, share: float) -> None:
    end.send((number, share, None))
