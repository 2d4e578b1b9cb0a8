"""Folders beside a build tree: the next tree while it is made, the last one until it is removed.

All have names of one family, and each is removed only by who can lock it. So a run removes what killed runs left, but
neither what another run is making nor a tree that a reader holds with a shared lock (`flock -s build cp -r build …`).
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from tenantry.folders import discard, new_locked
from tenantry.write.exchange import move

NEW: Final = "new"
OLD: Final = "old"
"""The next tree, or the last one after an exchange; and the last one where there is no exchange."""


def beside(target: str, kind: str) -> str:
    """A free path for a folder beside `target`."""
    return f"{_family(target)}{secrets.token_hex(8)}.{kind}"


@contextmanager
def new_folder(target: str) -> Iterator[str]:
    """A new empty folder beside `target`, locked until the end; removed, whatever is in it, where there is an error."""
    path, descriptor = new_locked(lambda: beside(target, NEW))
    try:
        yield path
    except BaseException:
        shutil.rmtree(path, ignore_errors=True)
        raise
    finally:
        os.close(descriptor)


def sweep(target: str) -> None:
    """Removes what killed runs left beside `target`; brings back a tree that one of them had only put aside."""
    for path in _leftovers(target):
        if path.endswith(f".{OLD}") and not os.path.lexists(target):
            with suppress(OSError):
                move(path, target)
        else:
            discard(path, ours=False)


def _family(target: str) -> str:
    """The beginning of all names for `target`; short, however long its own name is."""
    above, name = os.path.split(target)
    return os.path.join(above, f".tenantry-{hashlib.sha256(os.fsencode(name)).hexdigest()[:8]}-")


def _leftovers(target: str) -> list[str]:
    """Folders of the family that are this user's own."""
    above, start = os.path.split(_family(target))
    name = re.compile(re.escape(start) + rf"[0-9a-f]{{16}}\.({NEW}|{OLD})")
    with os.scandir(above) as entries:
        alike = [entry for entry in entries if name.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False)]
    return sorted(entry.path for entry in alike if _is_own(entry))


def _is_own(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.stat(follow_symlinks=False).st_uid == os.geteuid()
    except FileNotFoundError:
        return False
