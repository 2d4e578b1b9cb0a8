"""A small closed door to the git program: fixed arguments, no configuration but ours, objects and names only. `push.py`
is the one exception."""

from tenantry.git.program import Answer, find_git
from tenantry.git.repository import Entry, Repository, blob_id

__all__ = ["Answer", "Entry", "Repository", "blob_id", "find_git"]
