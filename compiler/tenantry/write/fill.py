"""The files of the next tree: what is unchanged is linked from the last one, the rest is written.

Nothing in a build tree is ever written to again: a file is made anew, or is one of the last tree by a further name. So
whoever holds the last tree, opened or linked, keeps what was in it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from itertools import groupby
from typing import NamedTuple

from tenantry.model.progress import counter
from tenantry.write.files import FOLDER_MODE, Seal, new_file
from tenantry.write.interrupts import Stop
from tenantry.write.last import Last, open_folder


class New(NamedTuple):
    """A file to be made; one whose content is not at hand can only be linked."""

    path: str
    seal: Seal
    content: bytes | None


def fill(folder: str, files: Iterable[New], *, last: str, stop: Stop) -> bool:
    """Makes `files` in a folder of ours, from what is at `last`, if anything is. Modes do not depend on the umask. One
    that is there already is what a process left that ended while it made it. `stop` is called before each file. False
    as soon as one can neither be linked nor written. OSError where something cannot be written."""
    made, told = {""}, counter("writing files")
    with Last.opened(last) as old:
        for path, some in groupby(files, lambda file: file.path.rpartition("/")[0]):
            _make(folder, path, made)
            with open_folder(f"{folder}/{path}") as into, old.below(path) as source:
                usual = False
                for each in some:
                    stop()
                    told()
                    name = each.path.rpartition("/")[2]
                    if source is not None and old.link(name, each.seal, source=source, into=into):
                        continue
                    if each.content is None:
                        return False
                    usual = _write(name, each.content, folder=into, usual=usual)
    return True


def _write(name: str, content: bytes, *, folder: int, usual: bool) -> bool:
    try:
        return new_file(name, content, folder=folder, usual=usual)
    except FileExistsError:
        os.unlink(name, dir_fd=folder)
        return new_file(name, content, folder=folder, usual=usual)


def _make(folder: str, path: str, made: set[str]) -> None:
    """Makes a folder and those above it, which other processes may be making as well."""
    if path in made:
        return
    _make(folder, path.rpartition("/")[0], made)
    with suppress(FileExistsError):
        os.mkdir(f"{folder}/{path}")
    os.chmod(f"{folder}/{path}", FOLDER_MODE)
    made.add(path)
