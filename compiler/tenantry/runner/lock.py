"""One holder at a time, across processes. The lock goes with the last process that holds it, however that dies, so that
a file that is left behind means nothing; who holds it is written in it for people to read."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tenantry.errors import ExternalError


class AlreadyHeld(Exception):
    """Somebody else holds the lock; the message says who."""


@contextmanager
def locked(file: Path, who: str, *, wait: bool = False) -> Iterator[int]:
    """Holds the lock of this file and gives its descriptor, which a child may hold on to.

    `who` is one line about the holder. Raises AlreadyHeld, or waits; ExternalError where the file cannot be used.
    """
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ExternalError(f"the state folder cannot be used: {error.strerror}: {error.filename}") from None
    try:
        _take(descriptor, wait)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{who}\n".encode(), 0)
        yield descriptor
    finally:
        os.close(descriptor)


def _take(descriptor: int, wait: bool) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        held = os.pread(descriptor, 200, 0).decode("utf-8", "replace").strip()
        raise AlreadyHeld(held or "by a process that has not said who it is") from None
    except OSError as error:
        raise ExternalError(f"the state folder cannot hold locks: {error.strerror}") from None
