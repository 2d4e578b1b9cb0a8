"""Reads one state of a config repository, a commit or the worktree, into a `Snapshot`."""

from tenantry.source.commit import history, read_commit
from tenantry.source.root import find_root
from tenantry.source.worktree import read_worktree

__all__ = ["find_root", "history", "read_commit", "read_worktree"]
