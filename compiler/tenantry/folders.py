"""Folders of a run of its own, locked while it lives: so the next run knows which of them killed runs left."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from typing import Final

_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def new_locked(free: Callable[[], str]) -> tuple[str, int]:
    """A new empty folder at a path that `free` finds, and the descriptor that locks it until it is closed."""
    while True:
        path = free()
        os.mkdir(path, 0o700)
        try:
            descriptor = os.open(path, _FOLDER)
        except FileNotFoundError:
            continue
        with suppress(OSError):  # no locks on this file system: then nobody sweeps here either
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.path.isdir(path):
            return path, descriptor
        os.close(descriptor)  # another run swept it away before it was locked


def discard(path: str, *, ours: bool = True) -> None:
    """Removes a folder, unless it is locked. Where there are no locks only that of this very run (`ours`) goes."""
    try:
        descriptor = os.open(path, _FOLDER)
    except OSError:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno != errno.EWOULDBLOCK and ours:
            shutil.rmtree(path, ignore_errors=True)
    else:
        shutil.rmtree(path, ignore_errors=True)
    finally:
        os.close(descriptor)
