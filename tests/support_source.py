"""Files of a repository in memory, as git would name them."""

from __future__ import annotations

from collections.abc import Mapping

from tenantry.git import blob_id


def ids_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """The ids that git gives to files."""
    return {path: blob_id(content, like="") for path, content in files.items()}
