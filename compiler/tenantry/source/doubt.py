"""Which of many files may be others than they were: a look at each from outside, by two processes where it pays."""

from __future__ import annotations

import os
import signal
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Final, NoReturn

from tenantry.model.paths import Paths
from tenantry.model.snapshot import Footprint
from tenantry.signals import as_copy, uninterrupted
from tenantry.source.footprint import FOLDER

MANY: Final = 20_000
"""Files from which on a second process pays: it takes 5 ms to begin and to answer, and a look at a file 1.7 µs."""


def doubtful(root: int, before: Footprint, *, jobs: int) -> Sequence[int]:
    """The numbers of the files, below the open folder `root`, that do not look as they did; by up to `jobs` processes,
    of which two are used."""
    every = range(len(before.files))
    work = partial(_differing, root, Paths.of(before.files), before.marks)
    if jobs < 2 or len(every) < MANY or not hasattr(os, "fork"):
        return list(work(every))
    mine, theirs = every[: len(every) // 2], every[len(every) // 2 :]
    with _beside(partial(work, theirs)) as answer:
        found = list(work(mine))
        others = answer()
    return [*found, *(others if others is not None else work(theirs))]


def _differing(root: int, files: Paths, marks: array[int], numbers: range) -> Iterator[int]:
    for folder, inside in files.stretches(numbers):
        try:
            opened = os.open(folder or ".", FOLDER, dir_fd=root)
        except OSError:
            yield from inside
            continue
        try:
            yield from _of_folder(opened, files, marks, inside)
        finally:
            os.close(opened)


def _of_folder(folder: int, files: Paths, marks: array[int], inside: range) -> Iterator[int]:
    """Those of one folder: from an open folder the kernel has the shortest way to a file."""
    start, end, look_at = inside.start, inside.stop, os.stat
    inodes, times, sizes = (marks[3 * start + which : 3 * end : 3] for which in range(3))
    for number, name, inode, time, size in zip(inside, files.names[start:end], inodes, times, sizes, strict=True):
        try:
            seen = look_at(name, dir_fd=folder, follow_symlinks=False)
        except OSError:
            yield number
            continue
        if seen.st_ctime_ns != time or seen.st_ino != inode or seen.st_size != size:
            yield number


@contextmanager
def _beside(work: Callable[[], Iterable[int]]) -> Iterator[Callable[[], Sequence[int] | None]]:
    """A copy of this process is at work on numbers meanwhile. The answer is None where it could not do it: it could not
    begin, or was killed."""
    reader, writer = os.pipe()
    try:
        with uninterrupted():
            process = os.fork()
            if process == 0:
                _serve(work, writer)
    except OSError:
        process = 0
    finally:
        os.close(writer)
    try:
        with open(reader, "rb") as stream:
            yield lambda: _numbers(stream.read())
    finally:
        if process:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)


def _serve(work: Callable[[], Iterable[int]], end: int) -> NoReturn:
    """Whatever goes wrong is found out by whoever does it again."""
    try:
        as_copy()
        found = array("q", work())
        with open(end, "wb") as stream:
            stream.write(array("q", (len(found), *found)).tobytes())
    finally:
        os._exit(0)


def _numbers(content: bytes) -> Sequence[int] | None:
    """What was answered; a first number says how many there are."""
    found = array("q", content[: len(content) // 8 * 8])
    return found[1:] if found and found[0] == len(found) - 1 else None
