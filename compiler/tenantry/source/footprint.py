"""What a worktree looks like from outside, so that a later look tells whether it holds the same."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from tenantry.git import Repository, blob_id
from tenantry.source.intake import PLACES
from tenantry.source.names import folded, text

Mark = tuple[int, int, int]
NOTHING: Final[Mark] = (0, 0, 0)
UNKNOWN: Final[Mark] = (-1, -1, -1)
"""Of what cannot be told from outside: git is asked each time."""
FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
"""How folders and files are opened: nothing but themselves, and no device waits for a reader."""
_TICK: Final = 100_000_000
"""Nanoseconds within which two changes may get one time; file systems that count seconds get _COARSE."""
_COARSE: Final = 2_000_000_000


def mark(status: os.stat_result) -> Mark:
    """What tells a file from what it was before."""
    return status.st_ino, status.st_ctime_ns, status.st_size


def trusted(seen: Mark, at: int) -> Mark:
    """The mark of what was read at an instant (nanoseconds since 1970); NOTHING where a change right after could have
    left it as it is."""
    grain = _TICK if seen[1] % 1_000_000_000 else _COARSE
    return seen if seen[1] < at - grain else NOTHING


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
    return {path: outside(path) for path in files}


def aged(git: Mapping[str, Mark], at: int) -> dict[str, Mark]:
    """The same marks, UNKNOWN where a change right after could have left one as it is."""
    return {path: UNKNOWN if each != NOTHING and trusted(each, at) == NOTHING else each for path, each in git.items()}


def left_out(repository: Repository | None) -> list[str]:
    """What git ignores and what it holds as submodules, at or below the places."""
    if repository is None:
        return []
    return sorted(map(text, {*repository.ignored(PLACES), *repository.submodules(PLACES)}))


def decides(root: Path, path: str) -> bool:
    """Whether what git ignores may be what makes git ignore it: no reader comes there."""
    return path.endswith("/.gitignore") or os.path.isdir(root / path)


def names_of(entries: Sequence[str]) -> list[str]:
    """The names in a root that may be the compiler's."""
    names = (text(os.fsencode(entry)) for entry in entries)
    return sorted(name for name in names if folded(name) in PLACES)


def outside(path: str, *, root: int | None = None) -> Mark:
    """The mark of a file or folder, in an open folder if one is given; NOTHING where there is none."""
    try:
        return mark(os.stat(path, dir_fd=root, follow_symlinks=False))
    except OSError:
        return NOTHING


def blob_ids(files: Mapping[str, bytes], *, like: str) -> dict[str, str]:
    """The ids that git gives to files, in the hash that made the id `like`."""
    return {path: blob_id(content, like=like) for path, content in files.items()}
