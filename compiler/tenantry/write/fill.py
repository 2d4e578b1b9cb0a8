"""The files of the next tree: what is unchanged is linked from the last one, the rest is written.

Nothing in a build tree is ever written to again: a file is made anew, or is one of the last tree by a further name. So
whoever holds the last tree, opened or linked, keeps what was in it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from tenantry.write.files import FOLDER_MODE, new_file
from tenantry.write.interrupts import Stop
from tenantry.write.last import Last, open_folder


def fill(folder: str, files: Mapping[str, bytes], *, last: str, stop: Stop) -> None:
    """Makes `files` in an empty folder of ours, from what is at `last`, if anything is. Modes do not depend on the
    umask. `stop` is called before each file. OSError where something cannot be written."""
    made = {""}
    with Last.opened(last) as old:
        for path, contents in _by_folder(files).items():
            _make(folder, path, made)
            with open_folder(f"{folder}/{path}") as into, old.below(path) as source:
                usual = False
                for name, content in contents.items():
                    stop()
                    if source is None or not old.link(name, content, source=source, into=into):
                        usual = new_file(name, content, folder=into, usual=usual)
    os.chmod(folder, FOLDER_MODE)


def _by_folder(files: Mapping[str, bytes]) -> dict[str, dict[str, bytes]]:
    """Folder → name → content."""
    found: dict[str, dict[str, bytes]] = {}
    for path, content in files.items():
        folder, _, name = path.rpartition("/")
        found.setdefault(folder, {})[name] = content
    return found


def _make(folder: str, path: str, made: set[str]) -> None:
    if path in made:
        return
    _make(folder, path.rpartition("/")[0], made)
    os.mkdir(f"{folder}/{path}")
    os.chmod(f"{folder}/{path}", FOLDER_MODE)
    made.add(path)
