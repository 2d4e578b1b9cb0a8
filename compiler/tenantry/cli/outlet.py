"""Standard output as a command needs it: UTF-8, there even where it was closed, and no failure when the reader goes."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from typing import Any

from tenantry.errors import ExternalError


class Outlet(io.RawIOBase):
    """A file descriptor to write to. Once the reader of a pipe has gone (`| head`), what is written goes nowhere: the
    command runs to its end, and its exit code keeps its meaning. Raises ExternalError where the disk is full."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._gone = False
        self.before: Callable[[], None] | None = None
        """Called before anything is written."""

    def writable(self) -> bool:
        """Always."""
        return True

    def fileno(self) -> int:
        """The descriptor."""
        return self._descriptor

    def isatty(self) -> bool:
        """Whether a person reads along."""
        return os.isatty(self._descriptor)

    def write(self, content: Any) -> int:
        """Writes what it can, and says how much that was."""
        if self.before is not None:
            self.before()
        if self._gone:
            return len(content)
        try:
            return os.write(self._descriptor, content)
        except BrokenPipeError:
            self._gone = True
            return len(content)
        except OSError as failed:
            self._gone = True
            raise ExternalError(f"the output cannot be written: {os.strerror(failed.errno or 0).lower()}") from None


def open_outlets() -> None:
    """Puts both standard streams in order; those that a test has put in their place are left alone."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            stream = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 (for as long as the process)
        elif stream is getattr(sys, f"__{name}__"):
            stream.flush()
            raw = io.BufferedWriter(Outlet(stream.fileno()))
            stream = io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", line_buffering=stream.isatty())
        setattr(sys, name, stream)
