"""The files of a commit, written as they are in git: without filters, hooks, attributes or the index."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tenantry.errors import UsageError
from tenantry.git.repository import Entry, Repository

_BATCH: Final = 1 << 24
"""Bytes of files that are read at once."""
_LARGEST: Final = 1 << 30
"""Bytes that one file may have."""
_HEADER: Final = 128


def check_out(commit: str, *, repository: Path, folder: Path) -> None:
    """Writes the files of a commit below `folder`, which must be empty: as they are in git, without filters or hooks.

    UsageError where the commit's tree holds a name that no file may have, or submodules.
    """
    found = Repository.around(repository)
    if found is None:
        raise UsageError("git is needed for this", "install git")
    entries, cut = found.entries(commit, deep=True)
    if cut:
        raise UsageError(f"commit {commit[:12]} has too many files")
    files = [entry for entry in entries if entry.mode != "040000"]
    for entry in files:
        _check(entry)
    links = [entry for entry in files if entry.mode == "120000"]
    for batch in (*_batches([entry for entry in files if entry.mode != "120000"]), *_batches(links)):
        limit = sum((entry.size or 0) + _HEADER for entry in batch)
        for entry, content in zip(batch, found.contents([each.id for each in batch], limit=limit), strict=True):
            _write(folder, entry, content)


def _check(entry: Entry) -> None:
    """Links come last, so that no file is written through one; a name may not lead out or into git's own folder."""
    parts = entry.path.split(b"/")
    if entry.mode == "160000":
        raise UsageError(f"'{os.fsdecode(entry.path)}' is a submodule, which is not fetched", "use --workdir")
    if any(part in (b"", b".", b"..") or part.lower() == b".git" for part in parts):
        raise UsageError(f"{entry.path!r} is no name that a file of a commit may have")
    if (entry.size or 0) > _LARGEST:
        raise UsageError(f"'{os.fsdecode(entry.path)}' is larger than {_LARGEST} bytes", "use --workdir")


def _batches(entries: list[Entry]) -> Iterator[list[Entry]]:
    batch: list[Entry] = []
    size = 0
    for entry in entries:
        if batch and size + (entry.size or 0) > _BATCH:
            yield batch
            batch, size = [], 0
        batch.append(entry)
        size += entry.size or 0
    if batch:
        yield batch


def _write(folder: Path, entry: Entry, content: bytes) -> None:
    path = folder / os.fsdecode(entry.path)
    path.parent.mkdir(parents=True, exist_ok=True)
    if entry.mode == "120000":
        os.symlink(content, os.fsencode(path))
        return
    mode = 0o777 if entry.mode == "100755" else 0o666
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
    with open(file, "wb") as stream:
        stream.write(content)
