"""Keeps what this process knows out of files that a crash would write."""

from __future__ import annotations

import ctypes
import resource
from typing import Final

_DUMPABLE: Final = 4  # PR_SET_DUMPABLE, prctl(2)


def no_cores() -> None:
    """No core dump of this process or of those that it starts, and no other process of the user may look into it."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(_DUMPABLE, 0, 0, 0, 0)
