"""Whether a worktree still looks as it did when it was read, without reading it: a look at every file from outside."""

from __future__ import annotations

import os
import stat
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tenantry.git import Repository, blob_id
from tenantry.model.snapshot import Footprint
from tenantry.source.intake import FILE_BYTES, PLACES
from tenantry.source.names import folded, text

Mark = tuple[int, int, int]
NOTHING: Final[Mark] = (0, 0, 0)
UNKNOWN: Final[Mark] = (-1, -1, -1)
"""Of what cannot be told from outside: git is asked each time."""
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_TICK: Final = 100_000_000
"""Nanoseconds within which two changes may get one time; file systems that count seconds get _COARSE."""
_COARSE: Final = 2_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is seen now: the contents of files that may be others, and the footprint for the next look."""

    contents: Mapping[str, bytes] = field(repr=False)
    footprint: Footprint = field(repr=False)


def mark(status: os.stat_result) -> Mark:
    """What tells a file from what it was before."""
    return status.st_ino, status.st_ctime_ns, status.st_size


def trusted(seen: Mark, at: int) -> Mark:
    """The mark of what was read at an instant (nanoseconds since 1970); NOTHING where a change right after could have
    left it as it is."""
    grain = _TICK if seen[1] % 1_000_000_000 else _COARSE
    return seen if seen[1] < at - grain else NOTHING


def look(root: Path, before: Footprint, *, at: int) -> Look | None:
    """Looks at `root` again at an instant (nanoseconds since 1970). None where files came or went, or git may ignore
    others, so that all must be read anew."""
    try:
        folder = os.open(root, _FOLDER)
    except OSError:
        return None
    try:
        if names_of(os.listdir(folder)) != list(before.names) or _moved(folder, before.folders):
            return None
        git = _git(root, before, at)
        doubtful = list(_doubtful(folder, before)) if git is not None else None
        return _read(folder, before, git, doubtful, at) if git is not None and doubtful is not None else None
    finally:
        os.close(folder)


def git_marks(root: Path, repository: Repository | None) -> dict[str, Mark]:
    """The marks of the files outside the places that decide what git ignores. In a worktree that git keeps elsewhere it
    is asked each time."""
    if repository is None:
        return {}
    program = repository.program
    if not os.path.isdir(program.git_dir):
        return {program.git_dir: UNKNOWN}
    files = [os.path.join(program.git_dir, name) for name in ("index", "config", "info/exclude")]
    level = os.path.realpath(root)
    while len(level) >= len(program.top):
        files.append(os.path.join(level, ".gitignore"))
        level = os.path.dirname(level) if level != program.top else ""
    return {path: _outside(path) for path in files}


def aged(git: Mapping[str, Mark], at: int) -> dict[str, Mark]:
    """The same marks, UNKNOWN where a change right after could have left one as it is."""
    return {path: UNKNOWN if each != NOTHING and trusted(each, at) == NOTHING else each for path, each in git.items()}


def left_out(repository: Repository | None) -> list[str]:
    """What git ignores and what it holds as submodules, at or below the places."""
    if repository is None:
        return []
    return sorted(map(text, {*repository.ignored(PLACES), *repository.submodules(PLACES)}))


def names_of(entries: Sequence[str]) -> list[str]:
    """The names in a root that may be the compiler's."""
    names = (text(os.fsencode(entry)) for entry in entries)
    return sorted(name for name in names if folded(name) in PLACES)


def _outside(path: str, *, root: int | None = None) -> Mark:
    try:
        return mark(os.stat(path, dir_fd=root, follow_symlinks=False))
    except OSError:
        return NOTHING


def _moved(root: int, folders: Mapping[str, Sequence[int]]) -> bool:
    """Whether anything came into a folder or left it, or a file there that decides what git ignores is another."""
    return any(
        tuple(before) in (NOTHING, ()) or _outside(path, root=root) != tuple(before) for path, before in folders.items()
    )


def _git(root: Path, before: Footprint, at: int) -> Mapping[str, Sequence[int]] | None:
    """The marks of what decides what git ignores, where it ignores what it did."""
    repository = Repository.around(root)
    now, known = git_marks(root, repository), {path: tuple(each) for path, each in before.git.items()}
    if now == known and UNKNOWN not in known.values():
        return before.git
    hidden = {path: each for path, each in known.items() if path not in now and each == UNKNOWN}
    return {**aged(now, at), **hidden} if left_out(repository) == list(before.ignored) else None


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


def _read(
    root: int, before: Footprint, git: Mapping[str, Sequence[int]], doubtful: Sequence[int], at: int
) -> Look | None:
    marks, contents = array("q", before.marks), {}
    for number in doubtful:
        found = _content(root, before.files[number])
        if found is None:
            return None
        contents[before.files[number]] = found[1]
        marks[3 * number : 3 * number + 3] = array("q", trusted(found[0], at))
    footprint = Footprint(
        files=before.files,
        marks=marks,
        folders=before.folders,
        names=before.names,
        ignored=before.ignored,
        git=git,
    )
    return Look(contents=contents, footprint=footprint)


def _content(root: int, path: str) -> tuple[Mark, bytes] | None:
    """A file with its mark; None for all that a reader would refuse."""
    *folders, name = path.split("/")
    opened = [root]
    try:
        for folder in folders:
            opened.append(os.open(folder, _FOLDER, dir_fd=opened[-1]))
        file = os.open(name, _FILE, dir_fd=opened[-1])
        opened.append(file)
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode) or status.st_nlink > 1 or status.st_size > FILE_BYTES:
            return None
        content = os.read(file, FILE_BYTES + 1)
        return (mark(status), content) if len(content) == status.st_size else None
    except OSError:
        return None
    finally:
        for descriptor in opened[1:]:
            os.close(descriptor)


def contents(root: Path, paths: Sequence[str]) -> dict[str, bytes]:
    """The files at these paths, without following a link; what a reader would refuse is left out."""
    folder = os.open(root, _FOLDER)
    try:
        found = ((path, _content(folder, path)) for path in paths)
        return {path: each[1] for path, each in found if each is not None}
    finally:
        os.close(folder)


def blob_ids(files: Mapping[str, bytes], *, like: str) -> dict[str, str]:
    """The ids that git gives to files, in the hash that made the id `like`."""
    return {path: blob_id(content, like=like) for path, content in files.items()}
