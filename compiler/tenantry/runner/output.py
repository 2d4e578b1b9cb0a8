"""The outputs of a child, bounded: its log on disk, covered, and what it says, in memory."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tenantry.errors import ExternalError
from tenantry.runner.mask import Mask, Stream

HEAD: Final = 8 << 20
TAIL: Final = 1 << 20
"""Bytes of a log that are kept from its beginning and from its end."""
WHOLE: Final = 1 << 20
"""Bytes of stdout from which it is no metadata."""
LINE: Final = 100_000
"""Bytes of a line that is handed on; a variable holds 131 071 at most (MAX_ARG_STRLEN of Linux)."""


class Log:
    """A log file: the beginning as it comes, the end when it is over, every secret covered before it is written."""

    def __init__(self, file: Path, mask: Mask, told: Callable[[bytes], None]) -> None:
        self.file = file
        self._mask, self._told = mask, told
        self._stream = Stream(mask)
        self._written = self._left_out = 0
        self._tail = bytearray()
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file.unlink(missing_ok=True)
            self._descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise ExternalError(f"the log {file} cannot be written: {error.strerror}") from None

    def feed(self, chunk: bytes) -> None:
        """Takes the next bytes."""
        if self._written + len(chunk) <= HEAD and not self._tail:
            self._written += len(chunk)
            self._write(self._stream.feed(chunk))
            return
        self._tail += chunk
        if len(self._tail) > 2 * TAIL:
            self._left_out += len(self._tail) - TAIL
            del self._tail[:-TAIL]

    def close(self) -> None:
        """Writes the end."""
        if self._left_out:
            self._write(self._stream.close())
            self._write(f"\n[{self._left_out + self._mask.longest} bytes are left out here]\n".encode())
            self._stream = Stream(self._mask)
            covered = self._stream.feed(bytes(self._tail)) + self._stream.close()
            # a secret of which the cut took the beginning ends before this many bytes have passed
            self._write(covered[self._mask.longest :])
        else:
            self._write(self._stream.feed(bytes(self._tail)) + self._stream.close())
        os.close(self._descriptor)

    def _write(self, content: bytes) -> None:
        self._told(content)
        rest = memoryview(content)
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError as error:
            raise ExternalError(f"the log {self.file} cannot be written: {error.strerror}") from None


class Said:
    """What a child writes to stdout: the whole while it is short, and the last line."""

    def __init__(self) -> None:
        self._head, self._tail = bytearray(), bytearray()
        self._size = 0

    def feed(self, chunk: bytes) -> None:
        """Takes the next bytes."""
        self._size += len(chunk)
        if len(self._head) <= WHOLE:
            self._head += chunk[: WHOLE + 1 - len(self._head)]
        self._tail += chunk
        if len(self._tail) > 4 * WHOLE:
            del self._tail[:-WHOLE]

    def whole(self, mask: Mask) -> str | None:
        """All of it, covered; None where it is too long."""
        if self._size > WHOLE:
            return None
        return mask.covered(bytes(self._head)).decode("utf-8", "replace")

    def last_line(self, mask: Mask) -> str | None:
        """The last line that is not blank, covered; "" where there is none, None where it is too long to hand on."""
        text = mask.covered(bytes(self._tail[-WHOLE:])).decode("utf-8", "replace").replace("\0", "")
        lines = text.rstrip().split("\n")
        line = lines[-1].rstrip("\r")
        cut = len(lines) == 1 and self._size > WHOLE
        return None if cut or len(line.encode()) > LINE else line
