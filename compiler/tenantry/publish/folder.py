"""A tree in a folder of this machine, read without following a link."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from tenantry.errors import UsageError
from tenantry.model.progress import counter
from tenantry.publish.tree import Tree
from tenantry.write import MANIFEST, Recorded
from tenantry.write.compare import manifest_in
from tenantry.write.files import content_of


def manifest_of_folder(folder: Path) -> bytes | None:
    """The manifest in a folder; None where there is none."""
    try:
        return manifest_in(str(folder))
    except OSError as error:
        raise UsageError(f"'{folder}' cannot be read: {error.strerror}") from None


def read_folder(folder: Path, recorded: Recorded) -> Tree:
    """The files below a folder; those that the manifest lists, with the size that it says, are read."""
    files: dict[str, bytes | None] = {}
    odd: list[str] = []
    told = counter("reading files of the tree", len(recorded.rows) + 1)
    try:
        for place, folders, names, descriptor in os.fwalk(folder, onerror=_raise, follow_symlinks=False):
            above = "" if place == str(folder) else os.path.relpath(place, folder) + "/"
            if not above:
                folders[:], names[:] = _without_git(folders), _without_git(names)
            for name in (*names, *(each for each in folders if _is_link(descriptor, each))):
                path = _text(above + name)
                told()
                if _is_file(descriptor, name):
                    files[path] = _content(descriptor, name, path, recorded)
                else:
                    odd.append(path)
    except OSError as error:
        raise UsageError(f"'{error.filename or folder}' cannot be read: {error.strerror}") from None
    return Tree(files=files, odd=odd)


def _without_git(names: list[str]) -> list[str]:
    """What makes the folder a checkout is no part of the tree."""
    return [name for name in names if name != ".git"]


def _content(folder: int, name: str, path: str, recorded: Recorded) -> bytes | None:
    size = os.stat(name, dir_fd=folder, follow_symlinks=False).st_size
    listed = path == MANIFEST or (path in recorded.rows and recorded.rows[path].size == size)
    return content_of(folder, name) if listed else None


def _is_file(folder: int, name: str) -> bool:
    return stat.S_ISREG(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)


def _is_link(folder: int, name: str) -> bool:
    return stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)


def _text(path: str) -> str:
    """A path that can be printed as UTF-8, whatever bytes are in it."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _raise(error: OSError) -> None:
    raise error
