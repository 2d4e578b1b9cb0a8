"""Reads one state of a config repository, a commit or the worktree, into a `Snapshot`."""

from tenantry.source.again import HELD, ChangedMeanwhile, held
from tenantry.source.commit import blobs, changed_files, commit_of, head_of, history, read_commit
from tenantry.source.footprint import blob_ids
from tenantry.source.intake import TOTAL_BYTES
from tenantry.source.looking import Look, look
from tenantry.source.root import find_root
from tenantry.source.single import contents
from tenantry.source.worktree import identify_worktree, read_worktree

__all__ = [
    "HELD",
    "TOTAL_BYTES",
    "ChangedMeanwhile",
    "Look",
    "blob_ids",
    "blobs",
    "changed_files",
    "commit_of",
    "contents",
    "find_root",
    "head_of",
    "held",
    "history",
    "identify_worktree",
    "look",
    "read_commit",
    "read_worktree",
]
