"""What goes wrong while writing, in the user's words."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tenantry.errors import ExternalError, UsageError

_YOURS: Final = frozenset(
    {
        errno.EACCES,
        errno.EPERM,
        errno.EROFS,
        errno.ENOTDIR,
        errno.EEXIST,
        errno.ELOOP,
        errno.ENAMETOOLONG,
        errno.EBUSY,
        errno.EXDEV,
    }
)
"""Errors that say that another folder should have been named; the rest is the machine's (a full or broken disk)."""


@contextmanager
def telling(out: Path) -> Iterator[None]:
    """Turns an OSError into UsageError or ExternalError."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno or 0).lower()
        if error.errno in _YOURS:
            raise UsageError(f"'{out}' cannot be written: {reason}", "name another folder with --out") from error
        raise ExternalError(f"'{out}' could not be written: {reason}; nothing there is half written") from error
