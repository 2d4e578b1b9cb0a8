"""Artifacts that differ, by target and by tenant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tenantry.model.change import ArtifactCount, Rerendered, TenantChange
from tenantry.model.document import Span
from tenantry.plan.pieces import Differing


def counts(differing: Differing, *, without: frozenset[str]) -> dict[str, ArtifactCount]:
    """Artifacts created, updated and deleted by target; those that differ by the tenants in `without` alone are left
    out."""
    found: dict[str, list[int]] = {}
    for artifact, mine in differing.in_pieces:
        tenants = {piece.tenant for piece in mine}
        if not tenants or tenants - without:
            found.setdefault(artifact.target, [0, 0, 0])[0 if not artifact.was else 2 if not artifact.now else 1] += 1
    return {
        target: ArtifactCount(created=created, updated=updated, deleted=deleted)
        for target, (created, updated, deleted) in sorted(found.items())
    }


def rerendered(differing: Differing, changes: Sequence[TenantChange], places: Mapping[str, Span]) -> list[Rerendered]:
    """Artifacts that differ though nothing that their tenants are made of does; `places` has where a target's options
    differ."""
    quiet = {change.id for change in changes if not change.changes}
    explained = any(change.changes for change in changes)
    tenants: dict[str, set[str]] = {}
    numbers: dict[str, int] = {}
    for artifact, mine in differing.in_pieces:
        affected = {piece.tenant for piece in mine if piece.tenant in quiet}
        if affected or (all(piece.moved for piece in mine) if mine else not explained):
            numbers[artifact.target] = numbers.get(artifact.target, 0) + 1
            tenants.setdefault(artifact.target, set()).update(affected)
    return [
        Rerendered(target=target, artifacts=number, tenants=tuple(sorted(tenants[target])), cause=places.get(target))
        for target, number in sorted(numbers.items())
    ]
