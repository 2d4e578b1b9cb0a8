"""Folders whose names are read again: what came into them, and what went."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import chain, groupby
from typing import Final

from tenantry.model.paths import below
from tenantry.model.snapshot import Footprint
from tenantry.source.footprint import Mark, mark
from tenantry.source.intake import Intake, is_config
from tenantry.source.names import folded, path_fault, text
from tenantry.source.single import opened
from tenantry.source.walk import Walker

_DECIDING: Final = ("/.git", "/.gitignore")
"""What comes with these names decides what is read beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A folder as it is now: its mark, the paths of all that is in it, and of what is more to a reader than a name."""

    seen: Mark
    paths: frozenset[str] = field(repr=False)
    read: frozenset[str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """What came into folders, as a reader takes it in, and the files and folders that went; `entries` is how many came,
    or more."""

    came: Intake = field(repr=False)
    gone: frozenset[str] = field(repr=False)
    entries: int

    def went(self, files: Sequence[str]) -> frozenset[str]:
        """Those of sorted files that went, alone or with a folder above them."""
        within = (below(files, path) for path in self.gone)
        return self.gone.intersection(files).union(*within) if self.gone else self.gone

    def holds(self, path: str) -> bool:
        """Whether what was at a path did not go, alone or with a folder above it."""
        return self.gone.isdisjoint((path, *_above(path)))


def listings(root: int, folders: Collection[str]) -> dict[str, Listing]:
    """Those of these folders that are still there, below the open folder `root`; with one that went, all above it that
    went are among them. Raises OSError where one cannot be read."""
    found: dict[str, Listing] = {}
    for path in sorted(folders):
        above = path.rpartition("/")[0]
        if above not in folders or (above in found and path in found[above].paths):
            found[path] = _listing(root, path)
    return found


def asks_git(before: Footprint, moved: Collection[str], found: Mapping[str, Listing]) -> bool:
    """Whether git must be asked what it leaves out in folders that moved: there is a name to read that was not there
    before, or was left out and may be another now."""
    known = _inside(before, found)
    new = any(path not in known for each in found.values() for path in each.read)
    return new or any(path.rpartition("/")[0] in moved for path in before.ignored)


def moves(root: int, before: Footprint, found: Mapping[str, Listing], hidden: Set[str]) -> Moves | None:
    """What came and went in the folders `found`, where git leaves out `hidden` now. None where a reader of all must say
    what there is: of something that it would refuse, or where git leaves out others elsewhere. Raises OSError."""
    known = _inside(before, found)
    there = frozenset(path for each in found.values() for path in each.paths if path not in hidden)
    new, gone = there - known, known - there
    if len(set(map(folded, there))) < len(there) or any(path.lower().endswith(_DECIDING) for path in new):
        return None
    moved = new | gone
    for path in hidden ^ set(before.ignored):
        if path.rpartition("/")[0] not in found and moved.isdisjoint(_above(path)):
            return None
    read = frozenset(path for each in found.values() for path in each.read)
    came = _taken(root, new & read, hidden)
    return Moves(came=came, gone=gone, entries=len(new) + came.entries) if not came.problems else None


def _listing(root: int, path: str) -> Listing:
    with opened(root, path) as folder, os.scandir(folder) as entries:
        seen = mark(os.fstat(folder))
        rows = [(f"{path}/{text(os.fsencode(entry.name))}", entry) for entry in entries]
        read = frozenset(name for name, entry in rows if not _is_name(name, entry))
    return Listing(seen=seen, paths=frozenset(name for name, _ in rows), read=read)


def _is_name(path: str, entry: os.DirEntry[str]) -> bool:
    """Whether a reader looks at no more than the name, and finds nothing wrong with it."""
    return not is_config(path) and path_fault(path) is None and entry.is_file(follow_symlinks=False)


def _inside(before: Footprint, folders: Collection[str]) -> frozenset[str]:
    """The files and folders that were in these folders."""
    files = (path for folder in folders for path in below(before.files, folder))
    return frozenset(path for path in chain(files, before.folders) if path.rpartition("/")[0] in folders)


def _above(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        yield path


def _taken(root: int, paths: Set[str], hidden: Set[str]) -> Intake:
    """What a reader takes in of these files and folders. Raises OSError where a folder cannot be read."""
    intake = Intake()
    walker = Walker(intake, hidden, frozenset())
    for folder, inside in groupby(sorted(paths), key=lambda path: path.rpartition("/")[0]):
        wanted = set(inside)
        with opened(root, folder) as descriptor, os.scandir(descriptor) as entries:
            for entry in entries:
                path = f"{folder}/{text(os.fsencode(entry.name))}"
                if path in wanted:
                    walker.enter(descriptor, entry, path)
    return intake
