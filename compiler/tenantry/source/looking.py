"""Whether a worktree still looks as it did when it was read: a look at every file from outside. What looks otherwise is
read again, and so are the names in folders into which something came, or from which something went."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from tenantry.git import Repository
from tenantry.model.snapshot import Footprint
from tenantry.source.doubt import doubtful
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


def look(root: Path, before: Footprint, *, at: int, jobs: int = 1) -> Look | None:
    """Looks at `root` again at an instant (nanoseconds since 1970), by up to `jobs` processes. None where what is seen
    asks for a reader of all: something that it would refuse, another place, or git leaves out others than it did."""
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
        seen = _read(folder, now, doubtful(folder, now, jobs=jobs), moved.came.files, at)
        return seen and replace(seen, gone=sorted(moved.went(before.files)))
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
    went = moved.went(before.files)
    files, marks = before.files, before.marks
    if came or went:
        known = zip(files, zip(marks[::3], marks[1::3], marks[2::3], strict=True), strict=True)
        rows = {path: each for path, each in known if path not in went} | came
        files = sorted(rows)
        marks = array("q", chain.from_iterable(rows[path] for path in files))
    folders = {path: each for path, each in before.folders.items() if moved.holds(path)}
    seen = {**moved.came.folders, **{path: each.seen for path, each in found.items()}}
    return replace(
        before,
        files=files,
        marks=marks,
        folders={**folders, **{path: trusted(each, at) for path, each in seen.items()}},
        entries=before.entries + moved.entries,
    )


def _read(root: int, now: Footprint, numbers: Iterable[int], came: Mapping[str, bytes], at: int) -> Look | None:
    """Reads the files with these numbers, but for those that came and were read; None where a reader would refuse one,
    or all together."""
    marks, contents = array("q", now.marks), dict(came)
    for number in numbers:
        path = now.files[number]
        if path in came:
            continue
        found = content_of(root, path)
        if found is None:
            return None
        contents[path] = found[1]
        marks[3 * number : 3 * number + 3] = array("q", trusted(found[0], at))
    size = now.size + sum(map(len, contents.values()))
    if size > TOTAL_BYTES or now.entries > ENTRIES:
        return None
    return Look(contents=contents, gone=(), footprint=replace(now, marks=marks, size=size))
