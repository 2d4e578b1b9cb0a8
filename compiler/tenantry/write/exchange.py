"""What the operating system can do for a whole folder at once: exchange two, move one, bring it to the disk."""

from __future__ import annotations

import ctypes
import errno
import os
from typing import Final

_AT_FDCWD: Final = -100
_NOREPLACE: Final = 1
_EXCHANGE: Final = 2
"""From linux/fcntl.h and linux/fs.h."""

UNSUPPORTED: Final = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM})
"""What `exchange` fails with where kernel, C library or file system lack it; EPERM comes from old sandboxes."""


def exchange(one: str, other: str) -> None:
    """Swaps two folders in one step. OSError with one of `UNSUPPORTED` where this cannot be done here."""
    _rename(one, other, _EXCHANGE)


def move(old: str, new: str) -> None:
    """Moves a folder to a free name in one step. FileExistsError where the name is taken."""
    try:
        _rename(old, new, _NOREPLACE)
    except OSError as error:
        if error.errno not in UNSUPPORTED:
            raise
        if os.path.lexists(new):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), new) from None
        os.rename(old, new)


def settle(folder: str) -> None:
    """Brings a folder, with all below it, to the disk. OSError where the disk refuses it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        function = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
        if function is None:
            _settle_each(folder)
        elif function(descriptor) != 0:
            raise _failure(folder)
    finally:
        os.close(descriptor)


def settle_name(folder: str) -> None:
    """Brings the names in a folder to the disk, so that a move in it outlives a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _settle_each(folder: str) -> None:
    """One file after the other, where there is no call for all (syncfs is Linux's)."""
    for path, _, files in os.walk(folder, topdown=False):
        for name in files:
            descriptor = os.open(os.path.join(path, name), os.O_RDONLY | os.O_CLOEXEC)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        settle_name(path)


def _rename(old: str, new: str, flags: int) -> None:
    function = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if function is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), new)
    if function(_AT_FDCWD, os.fsencode(old), _AT_FDCWD, os.fsencode(new), ctypes.c_uint(flags)) != 0:
        raise _failure(new)


def _failure(path: str) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, os.strerror(number), path)
