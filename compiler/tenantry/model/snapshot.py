"""One state of a config repository, as bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The files of a config repository at a commit or in the worktree, by sorted path relative to its root.

    `commit` is the 40-digit id that was read, or the one that the worktree stands on; None outside git and before the
    first commit. `dirty` says that the worktree's config files differ from that commit.
    """

    files: Mapping[str, bytes] = field(repr=False)
    commit: str | None = None
    dirty: bool = False
