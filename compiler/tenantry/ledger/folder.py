"""Files in a folder of the cache: read only where they are this user's alone, and written as a whole."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from uuid import uuid4

LIMIT: Final = 1 << 28
"""Most bytes of a file; a ledger of 100 000 tenants has 20 MiB."""
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@contextmanager
def opened(folder: Path) -> Iterator[int | None]:
    """The folder, if it and the one above it are this user's alone."""
    try:
        above = os.open(folder.parent, _FOLDER)
    except OSError:
        yield None
        return
    try:
        descriptor = os.open(folder.name, _FOLDER, dir_fd=above)
    except OSError:
        os.close(above)
        yield None
        return
    try:
        yield descriptor if _is_own(above) and _is_own(descriptor) else None
    finally:
        os.close(descriptor)
        os.close(above)


def _is_own(descriptor: int) -> bool:
    status = os.fstat(descriptor)
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def content_of(folder: int, name: str) -> bytes | None:
    """A file of this user alone in an open folder; None where there is none that can be read."""
    try:
        with open(name, "rb", opener=lambda path, _: os.open(path, _FILE, dir_fd=folder)) as stream:
            status = os.fstat(stream.fileno())
            fit = stat.S_ISREG(status.st_mode) and _is_own(stream.fileno()) and status.st_size <= LIMIT
            return stream.read(LIMIT) if fit else None
    except OSError:
        return None


def put(folder: int, name: str, content: bytes) -> None:
    """Writes a file beside and renames it: whoever reads it finds the old one or the new one, whole."""
    new = f"new-{uuid4().hex}"
    try:
        file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600, dir_fd=folder)
        with open(file, "wb") as stream:
            stream.write(content)
        os.rename(new, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        with suppress(OSError):
            os.unlink(new, dir_fd=folder)
        raise
