"""One state of a config repository, as bytes."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tenantry.model.ids import Ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Footprint:
    """What a worktree looked like from outside when it was read: while it looks the same, it holds the same.

    A mark is what the file system says of one file or folder: inode, time of the last change in nanoseconds, size. The
    time changes with every change of content, name or rights, and no program can set it. `files` are the files that
    were read, sorted, and `marks` theirs, three numbers each; of zeros where the file was too young to trust its mark.
    `names` are those below the root that may be the compiler's, `ignored` what git left out, and `git` the marks of
    what decides that. There were no more `entries`, files and folders, and no more bytes in all files, `size`.
    """

    files: Sequence[str] = field(repr=False)
    marks: array[int] = field(repr=False)
    folders: Mapping[str, Sequence[int]] = field(repr=False)
    names: Sequence[str] = ()
    ignored: Sequence[str] = field(default=(), repr=False)
    git: Mapping[str, Sequence[int]] = field(default_factory=dict, repr=False)
    entries: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The files of a config repository at a commit or in the worktree, by sorted path relative to its root.

    `commit` is the 40-digit id that was read, or the one that the worktree stands on; None outside git and before the
    first commit. `dirty` says that the worktree's config files differ from that commit. Of a part of a repository
    `beside` names files that are there and not in it.
    """

    files: Mapping[str, bytes] = field(repr=False)
    commit: str | None = None
    dirty: bool = False
    beside: Sequence[str] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What tells a worktree from others: the ids that git gives to its files, by path; those that they have in its
    commit instead (None: no such file there), where that is known; and its footprint."""

    ids: Ids = field(repr=False)
    others: Mapping[str, str | None] | None
    footprint: Footprint | None = field(repr=False)
