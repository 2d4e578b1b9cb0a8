"""The files of a state, by their ids: the worktree's, or a commit's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tenantry.incremental.state import Read, State
from tenantry.ledger import Lost, Origin
from tenantry.model.ids import Ids
from tenantry.source import blob_ids, blobs, changed_files

Changed = Mapping[str, str | None]
"""Ids that files have in another state and not in this one; None: they are not there."""


@dataclass(frozen=True, kw_only=True)
class Files:
    """The files of a state; `origin` tells how they differ from a commit, where that is known, and `reader` gives
    contents of theirs."""

    root: Path
    ids: Ids = field(repr=False)
    origin: Origin | None = field(repr=False)
    reader: Read = field(repr=False)
    held: dict[str, bytes] = field(default_factory=dict, repr=False)
    """Contents that were read, by id; of the states that come of this one too, so that equal files are one object."""

    def read(self, paths: Sequence[str]) -> Mapping[str, bytes]:
        """Contents of files. Raises Lost for one that is other than it was."""
        missing = [path for path in paths if self.ids[path] not in self.held]
        if missing:  # a commit may have no files at all
            found = self.reader(missing)
            self.held.update({name: found[path] for path, name in blob_ids(found, like=self.like).items()})
        if any(self.ids[path] not in self.held for path in paths):
            raise Lost
        return {path: self.held[self.ids[path]] for path in paths}

    @property
    def like(self) -> str:
        """Some id: it shows how they are made."""
        return next(iter(self.ids.values()))

    def content(self, path: str) -> bytes:
        """One file as it is now; empty where it cannot be read, or is none of these."""
        known = self.held.get(self.ids.get(path, ""))
        return known if known is not None else self.reader([path]).get(path, b"") if path in self.ids else b""

    def state(self, as_of: datetime) -> State:
        """As what is compiled."""
        return State(ids=self.ids, read=self.read, as_of=as_of)

    def towards(self, commit: str) -> Changed | None:
        """The ids that files have in a commit and not here; None where that is not known."""
        found = changed_files(self.root, self.origin.commit, commit) if self.origin is not None else None
        if found is None or self.origin is None:
            return None
        there = {**self.origin.others, **found}
        return {path: name for path, name in there.items() if self.ids.get(path) != name}

    def committed(self, changed: Changed) -> Files:
        """The commit towards which these files changed."""

        def reader(paths: Sequence[str]) -> Mapping[str, bytes]:
            there = [path for path in paths if path not in changed]
            others = [path for path in paths if path in changed]
            found = blobs(self.root, [ids[path] for path in others]) if others else ()
            return {**self.read(there), **dict(zip(others, found, strict=True))}

        ids, origin = self.ids.changed(changed), self.origin and self.origin.after(self.ids, changed)
        return Files(root=self.root, ids=ids, origin=origin, reader=reader, held=self.held)


def between(ids: Ids, others: Ids) -> Changed:
    """The ids that files have in the other state, and not in the one."""
    one, other = ids.plain(), others.plain()
    return {path: other.get(path) for path in {*one, *other} if one.get(path) != other.get(path)}
