"""Files of a config repository that are to change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tenantry.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """Path → new content, None where the file goes, in the order in which they are to be written: a repository in which
    only the first of them are written still means what it meant, or already what it will mean."""

    files: Mapping[str, bytes | None]


def overlaid(snapshot: Snapshot, edits: Edits) -> Snapshot:
    """The repository as it will be."""
    files = {**snapshot.files, **edits.files}
    kept = {path: content for path, content in sorted(files.items()) if content is not None}
    return replace(snapshot, files=kept, dirty=True)
