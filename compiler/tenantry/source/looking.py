"""Whether a worktree still looks as it did when it was read: a look at every file from outside. What looks otherwise is
read again, and so are the names in folders into which something came, or from which something went."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from tenantry.git import Repository
from tenantry.model.snapshot import Footprint
from tenantry.source.footprint import (
    FOLDER,
    NOTHING,
    UNKNOWN,
    aged,
    decides,
    git_marks,
    left_out,
    names_of,
    outside,
    trusted,
)
from tenantry.source.intake import ENTRIES, TOTAL_BYTES
from tenantry.source.relisted import Listing, Moves, asks_git, listings, moves
from tenantry.source.single import content_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is seen now: the contents of files that may be others, the files that are gone, and the footprint for the
    next look."""

    contents: Mapping[str, bytes] = field(repr=False)
    gone: Sequence[str] = field(repr=False)
    footprint: Footprint = field(repr=False)


def look(root: Path, before: Footprint, *, at: int) -> Look | None:
    """Looks at `root` again at an instant (nanoseconds since 1970). None where what is seen asks for a reader of all:
    something that it would refuse, another place, or git leaves out others than it did."""
    try:
        folder = os.open(root, FOLDER)
    except OSError:
        return None
    try:
        others = frozenset(_others(folder, before.folders))
        if names_of(os.listdir(folder)) != list(before.names) or any(path.endswith("/.gitignore") for path in others):
            return None
        found = listings(folder, others)
        git, hidden = _git(root, before, at, strange=asks_git(before, others, found))
        moved = moves(folder, before, found, frozenset(hidden))
        if moved is None or any(decides(root, path) for path in set(hidden).difference(before.ignored)):
            return None
        now = _after(replace(before, git=git, ignored=hidden), moved, found, at)
        return _read(folder, before, now, moved.came.files, at)
    except OSError:
        return None
    finally:
        os.close(folder)


def _others(root: int, folders: Mapping[str, Sequence[int]]) -> Iterator[str]:
    """The folders into which anything came or from which it went, and the files there that decide what git ignores and
    are others now."""
    for path, before in folders.items():
        if tuple(before) in (NOTHING, ()) or outside(path, root=root) != tuple(before):
            yield path


def _git(
    root: Path, before: Footprint, at: int, *, strange: bool
) -> tuple[Mapping[str, Sequence[int]], Sequence[str]]:  # fmt: skip
    """The marks of what decides what git leaves out, and what it leaves out; asked only where that may be other than it
    was, or where there are strange names."""
    repository = Repository.around(root)
    now, known = git_marks(root, repository), {path: tuple(each) for path, each in before.git.items()}
    settled = now == known and UNKNOWN not in known.values()
    hidden = {path: each for path, each in known.items() if path not in now and each == UNKNOWN}
    marks = before.git if settled else {**aged(now, at), **hidden}
    return marks, before.ignored if settled and not strange else left_out(repository)


def _after(before: Footprint, moved: Moves, found: Mapping[str, Listing], at: int) -> Footprint:
    """The footprint of the files that are there now; of those that were there, with the marks that they had."""
    if not found:
        return before
    came = {path: trusted(each, at) for path, each in moved.came.marks.items()}
    folders = {path: each for path, each in before.folders.items() if moved.holds(path)}
    seen = {**moved.came.folders, **{path: each.seen for path, each in found.items()}}
    marks = {
        path: tuple(before.marks[3 * number : 3 * number + 3])
        for number, path in enumerate(before.files)
        if moved.holds(path)
    }
    files = sorted({**marks, **came})
    return replace(
        before,
        files=files,
        marks=array("q", chain.from_iterable(came.get(path) or marks[path] for path in files)),
        folders={**folders, **{path: trusted(each, at) for path, each in seen.items()}},
        entries=before.entries + moved.entries,
    )


def _doubtful(root: int, before: Footprint) -> Iterator[int]:
    """The numbers of the files that do not look as they did."""
    marks, look_at = before.marks, os.stat
    for number, path in enumerate(before.files):
        try:
            seen = look_at(path, dir_fd=root, follow_symlinks=False)
        except OSError:
            yield number
            continue
        if (
            seen.st_ctime_ns != marks[3 * number + 1]
            or seen.st_ino != marks[3 * number]
            or seen.st_size != marks[3 * number + 2]
        ):
            yield number


def _read(root: int, before: Footprint, now: Footprint, came: Mapping[str, bytes], at: int) -> Look | None:
    """Reads the files that look otherwise than they did; None where a reader would refuse one, or all together."""
    marks, contents = array("q", now.marks), dict(came)
    for number in _doubtful(root, now):
        path = now.files[number]
        found = content_of(root, path) if path not in came else None
        if found is not None:
            contents[path] = found[1]
            marks[3 * number : 3 * number + 3] = array("q", trusted(found[0], at))
        elif path not in came:
            return None
    size = now.size + sum(map(len, contents.values()))
    if size > TOTAL_BYTES or now.entries > ENTRIES:
        return None
    gone = sorted(set(before.files).difference(now.files)) if now is not before else []
    return Look(contents=contents, gone=gone, footprint=replace(now, marks=marks, size=size))
