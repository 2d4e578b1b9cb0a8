"""Single files and folders of a worktree, opened by their paths without following a link."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tenantry.source.footprint import FILE, FOLDER, Mark, mark
from tenantry.source.intake import FILE_BYTES


@contextmanager
def opened(root: int, path: str) -> Iterator[int]:
    """The folder at a path below the open folder `root`, open. Raises OSError where there is no such folder."""
    levels = [os.dup(root)]
    try:
        for name in filter(None, path.split("/")):
            levels.append(os.open(name, FOLDER, dir_fd=levels[-1]))
        yield levels[-1]
    finally:
        for each in levels:
            os.close(each)


def content_of(root: int, path: str) -> tuple[Mark, bytes] | None:
    """A file with its mark; None for all that a reader would refuse."""
    folder, _, name = path.rpartition("/")
    try:
        with opened(root, folder) as parent, open(os.open(name, FILE, dir_fd=parent), "rb", buffering=0) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode) or status.st_nlink > 1 or status.st_size > FILE_BYTES:
                return None
            content = os.read(file.fileno(), FILE_BYTES + 1)
            return (mark(status), content) if len(content) == status.st_size else None
    except OSError:
        return None


def contents(root: Path, paths: Sequence[str]) -> dict[str, bytes]:
    """The files at these paths, without following a link; what a reader would refuse is left out."""
    folder = os.open(root, FOLDER)
    try:
        found = ((path, content_of(folder, path)) for path in paths)
        return {path: each[1] for path, each in found if each is not None}
    finally:
        os.close(folder)
