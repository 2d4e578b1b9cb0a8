"""Which artifacts differ, and what of them is whose: a tenant has files of its own, and parts of files that several
share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tenantry.model.artifact import Artifact
from tenantry.model.compiled import Compiled

Pair = tuple[Artifact | None, Artifact | None]
"""What an artifact was and will be; one of them at least is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What one tenant had in a file, and will have, by its SHA-256. `moved` says that it is in another file what it was
    in this one, or the other way round: to the platform its objects are the same."""

    path: str
    target: str
    tenant: str
    was: str | None
    now: str | None
    shared: bool
    moved: bool = False


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Differs:
    """An artifact that differs: whether it was there, and whether it will be."""

    path: str
    target: str
    was: bool
    now: bool


def _pairs(before: Compiled, after: Compiled) -> Iterator[Pair]:
    """Artifacts that differ, by path."""
    old = {each.path: each for each in before.artifacts}
    new = {each.path: each for each in after.artifacts}
    for path in sorted({*old, *new}):
        was, now = old.get(path), new.get(path)
        if was is None or now is None or not was.same_content(now):
            yield was, now


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing:
    """Artifacts that differ, by path, and the pieces of them that do, by path and tenant. None of them holds what is
    rendered, so that it may come from another process."""

    artifacts: Sequence[Differs]
    pieces: Sequence[Piece]

    @classmethod
    def together(cls, found: Sequence[Differing]) -> Differing:
        """What differs in states whose parts were compared one by one: of an artifact that several have a part in,
        there is one."""
        artifacts: dict[str, Differs] = {}
        for each in (artifact for part in found for artifact in part.artifacts):
            known = artifacts.get(each.path, each)
            artifacts[each.path] = replace(each, was=each.was or known.was, now=each.now or known.now)
        pieces = sorted((piece for part in found for piece in part.pieces), key=lambda each: (each.path, each.tenant))
        return cls(artifacts=sorted(artifacts.values()), pieces=pieces)

    @property
    def tenants(self) -> frozenset[str]:
        """The tenants of whose own artifacts, or parts of artifacts, one is another for the platform."""
        return frozenset(piece.tenant for piece in self.pieces if not piece.moved)

    @property
    def in_pieces(self) -> Iterator[tuple[Differs, Sequence[Piece]]]:
        """Each artifact with its pieces."""
        found: dict[str, list[Piece]] = defaultdict(list)
        for piece in self.pieces:
            found[piece.path].append(piece)
        return ((artifact, found.get(artifact.path, ())) for artifact in self.artifacts)


def differing(before: Compiled, after: Compiled) -> Differing:
    """What differs between two states."""
    found = list(_pairs(before, after))
    artifacts = [
        Differs(path=_one(pair).path, target=_one(pair).target, was=pair[0] is not None, now=pair[1] is not None)
        for pair in found
    ]
    return Differing(artifacts=artifacts, pieces=_pieces(found))


def _one(pair: Pair) -> Artifact:
    """The artifact as it will be, or as it was."""
    was, now = pair
    found = now or was
    if found is None:
        raise ValueError("an artifact is in one state at least")
    return found


def _pieces(pairs: Sequence[Pair]) -> list[Piece]:
    """Every piece that differs, by path and tenant. Only files that tenants share are looked into for what moved: where
    the file is a tenant's own, its name may mean something to the platform."""
    found = [piece for pair in pairs for piece in _of(pair)]
    of_tenant: dict[tuple[str, str], list[Piece]] = defaultdict(list)
    if any(piece.shared for piece in found):
        for piece in found:
            of_tenant[piece.target, piece.tenant].append(piece)
    moved = {key for key, some in of_tenant.items() if _is_move(some)}
    return [replace(piece, moved=True) if (piece.target, piece.tenant) in moved else piece for piece in found]


def _of(pair: Pair) -> Iterator[Piece]:
    artifact = _one(pair)
    old, new = map(_owned, pair)
    shared = any(each is not None and each.parts for each in pair)
    for tenant in sorted({*old, *new}):
        was, now = old.get(tenant), new.get(tenant)
        if was is None or now is None or not was.same_content(now):
            yield Piece(
                path=artifact.path,
                target=artifact.target,
                tenant=tenant,
                was=was.hashed() if was is not None else None,
                now=now.hashed() if now is not None else None,
                shared=shared,
            )


def _owned(artifact: Artifact | None) -> Mapping[str, Artifact]:
    """What of a file is a tenant's."""
    if artifact is None:
        return {}
    if artifact.tenant is not None:
        return {artifact.tenant: artifact}
    return {part.tenant: part for part in artifact.parts if part.tenant is not None}


def _is_move(some: Sequence[Piece]) -> bool:
    """Whether a tenant leaves one file and comes into another as it was, one of which is shared."""
    gone = [piece.was for piece in some if piece.now is None]
    come = [piece.now for piece in some if piece.was is None]
    return [len(some), len(gone), len(come)] == [2, 1, 1] and any(piece.shared for piece in some) and gone == come
