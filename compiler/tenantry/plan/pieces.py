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
    """What one tenant had in a file, and will have. `moved` says that it is in another file what it was in this one, or
    the other way round: to the platform its objects are the same."""

    path: str
    target: str
    tenant: str
    pair: Pair
    shared: bool
    moved: bool = False


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
    """Artifacts that differ, by path, and the pieces of them that do, by path and tenant."""

    pairs: Sequence[Pair]
    pieces: Sequence[Piece]

    @property
    def tenants(self) -> frozenset[str]:
        """The tenants of whose own artifacts, or parts of artifacts, one is another for the platform."""
        return frozenset(piece.tenant for piece in self.pieces if not piece.moved)

    @property
    def of_pairs(self) -> Iterator[tuple[Pair, Sequence[Piece]]]:
        """Each artifact with its pieces."""
        found: dict[str, list[Piece]] = defaultdict(list)
        for piece in self.pieces:
            found[piece.path].append(piece)
        return ((pair, found.get(one(pair).path, ())) for pair in self.pairs)


def differing(before: Compiled, after: Compiled) -> Differing:
    """What differs between two states."""
    found = list(_pairs(before, after))
    return Differing(pairs=found, pieces=_pieces(found))


def one(pair: Pair) -> Artifact:
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
    artifact = one(pair)
    old, new = map(_owned, pair)
    shared = any(each is not None and each.parts for each in pair)
    for tenant in sorted({*old, *new}):
        was, now = old.get(tenant), new.get(tenant)
        if was is None or now is None or not was.same_content(now):
            yield Piece(path=artifact.path, target=artifact.target, tenant=tenant, pair=(was, now), shared=shared)


def _owned(artifact: Artifact | None) -> Mapping[str, Artifact]:
    """What of a file is a tenant's."""
    if artifact is None:
        return {}
    if artifact.tenant is not None:
        return {artifact.tenant: artifact}
    return {part.tenant: part for part in artifact.parts if part.tenant is not None}


def _is_move(some: Sequence[Piece]) -> bool:
    """Whether a tenant leaves one file and comes into another as it was, one of which is shared."""
    gone = [was for was, now in (piece.pair for piece in some) if was is not None and now is None]
    come = [now for was, now in (piece.pair for piece in some) if now is not None and was is None]
    if [len(some), len(gone), len(come)] != [2, 1, 1] or not any(piece.shared for piece in some):
        return False
    return gone[0].same_content(come[0])
