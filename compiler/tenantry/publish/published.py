"""What a branch holds: which commit of the config repository it was compiled from, and what others did to it since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from tenantry.errors import UsageError
from tenantry.git import Repository
from tenantry.publish.commit import Origin, origin_of, parent_of
from tenantry.publish.tree import differences, entries_of, manifest_of, read_tree
from tenantry.write import Recorded, recorded

_HISTORY: Final = 200
"""Commits in which a publish is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The state of a branch at its commit `tip`.

    `manifest` is the one of the publish that the state goes back to, `origin` what that commit's trailers tell (None
    where the tree was committed by hand), `drift` how the tree differs from the manifest, line by line, and `blobs`
    the ids of what is on the branch.
    """

    tip: str
    source: str
    origin: Origin | None
    recorded: Recorded = field(repr=False)
    manifest: bytes = field(repr=False)
    drift: tuple[str, ...] = ()
    blobs: frozenset[str] = field(repr=False, default=frozenset())


def read_published(repository: Repository, tip: str) -> Published | None:
    """The state at a commit of the branch; None where nothing was ever published there and its tree is empty.

    UsageError where the tree is not ours: nothing of it may be lost.
    """
    entries = entries_of(repository, tip)
    record = _record(repository, tip)
    if record is None:
        if not entries:
            return None
        raise UsageError(
            f"the branch holds files that are not ours: no manifest of a published tree is in {tip[:12]}",
            "name another branch with --branch; one that is new or empty is filled",
        )
    origin, manifest = record
    found = recorded(manifest)
    if found is None or found.commit is None or found.dirty:
        raise UsageError(
            f"the manifest in {tip[:12]} names no commit that its tree was compiled from",
            "name another branch with --branch, or remove this one",
        )
    tree = read_tree(repository, entries, found)
    return Published(
        tip=tip,
        source=found.commit,
        origin=origin,
        recorded=found,
        manifest=manifest,
        drift=tuple(differences(tree, found, manifest)),
        blobs=frozenset(entry.id for entry in entries),
    )


def _record(repository: Repository, tip: str) -> tuple[Origin | None, bytes] | None:
    """The publish that the tree of `tip` goes back to: the last one whose manifest is the same (a revert brings back an
    older one), else the last one at all, as the manifest was edited; else the manifest alone, where there is one."""
    here = manifest_of(repository, tip)
    last: tuple[Origin, bytes] | None = None
    for origin, name, manifest in _publishes(repository, tip):
        if here is not None and name == here[0]:
            return origin, manifest
        last = last or (origin, manifest)
    if last is not None:
        return last
    if here is None or recorded(here[1]) is None:
        return None
    return None, here[1]


def _publishes(repository: Repository, tip: str) -> Iterator[tuple[Origin, str, bytes]]:
    """The publishes in the history of `tip`, newest first, each with its manifest."""
    commit: str | None = tip
    for _ in range(_HISTORY):
        if commit is None or not repository.holds(commit):
            return
        content = repository.commit(commit)
        origin, manifest = origin_of(content), manifest_of(repository, commit)
        listed = recorded(manifest[1]) if manifest is not None else None
        if origin and manifest and listed and (origin.commit, origin.tree) == (listed.commit, listed.digest):
            yield origin, *manifest
        commit = parent_of(content)
