"""A tree that somebody else may have touched, and how it differs from what its manifest lists."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Final

from tenantry.git import Entry, Repository, blob_id
from tenantry.git.objects import store_blobs, store_tree
from tenantry.model.progress import tell
from tenantry.write import MANIFEST, Recorded

BATCH_BYTES: Final = 1 << 26
"""Contents that are read at once."""

_HEADER: Final = 128
_REGULAR: Final = "100644"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """Files by path; of those that no manifest lists the content is None, as it was not read. `odd` are paths that hold
    something else: links, submodules, programs."""

    files: Mapping[str, bytes | None] = field(repr=False)
    odd: Sequence[str] = ()


def store_files(repository: Repository, files: Mapping[str, bytes], *, like: str, known: Set[str]) -> str:
    """Writes the tree of files as git objects; returns its id. Ids have the hash of `like`; blobs in `known` are there
    already."""
    blobs = {path: blob_id(content, like=like) for path, content in files.items()}
    new = {blob: files[path] for path, blob in blobs.items() if blob not in known}
    if new:
        store_blobs(repository.program, new.values())
    return store_tree(repository.program, blobs)


def entries_of(repository: Repository, commit: str) -> list[Entry]:
    """What is in a commit's tree, folders left out."""
    found, _ = repository.entries(commit, deep=True)
    return [entry for entry in found if entry.mode != "040000"]


def manifest_of(repository: Repository, commit: str) -> tuple[str, bytes] | None:
    """The id and the content of the manifest in a commit's tree; None where there is none."""
    found, _ = repository.entries(commit, deep=False, within=(MANIFEST,))
    entry = next((entry for entry in found if entry.mode == _REGULAR and entry.size is not None), None)
    if entry is None:
        return None
    content = next(repository.contents([entry.id], limit=(entry.size or 0) + _HEADER))
    return entry.id, content


def read_tree(repository: Repository, entries: Sequence[Entry], recorded: Recorded) -> Tree:
    """The files among `entries`; those that the manifest lists, with the size that it says, are read."""
    files: dict[str, bytes | None] = {}
    odd: list[str] = []
    wanted: list[tuple[str, Entry]] = []
    for entry in entries:
        path = entry.path.decode("utf-8", "backslashreplace")
        if entry.mode != _REGULAR:
            odd.append(path)
            continue
        files[path] = None
        if path == MANIFEST or (path in recorded.rows and recorded.rows[path].size == entry.size):
            wanted.append((path, entry))
    for batch in _batches(wanted):
        tell("reading files of the tree", sum(content is not None for content in files.values()), len(wanted))
        room = sum((entry.size or 0) + _HEADER for _, entry in batch)
        read = repository.contents([entry.id for _, entry in batch], limit=room)
        files |= {path: content for (path, _), content in zip(batch, read, strict=True)}
    return Tree(files=files, odd=odd)


def differences(tree: Tree, recorded: Recorded, manifest: bytes) -> list[str]:
    """Sorted lines `differs: PATH`, `missing: PATH`, `unexpected: PATH`, as `compile --check` has them."""
    return sorted(_differences(tree, recorded, manifest))


def _differences(tree: Tree, recorded: Recorded, manifest: bytes) -> Iterator[str]:
    wanted = {**{path: row.sha256 for path, row in recorded.rows.items()}, MANIFEST: _sha256(manifest)}
    for path in tree.odd:
        yield f"differs: {path}" if path in wanted else f"unexpected: {path}"
    for path, content in tree.files.items():
        if path not in wanted:
            yield f"unexpected: {path}"
        elif content is None or _sha256(content) != wanted[path]:
            yield f"differs: {path}"
    for path in wanted.keys() - tree.files.keys() - set(tree.odd):
        yield f"missing: {path}"


def _batches(wanted: Sequence[tuple[str, Entry]]) -> Iterator[list[tuple[str, Entry]]]:
    batch: list[tuple[str, Entry]] = []
    size = 0
    for path, entry in wanted:
        batch.append((path, entry))
        size += entry.size or 0
        if size > BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
