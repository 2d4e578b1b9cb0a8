"""Which artifacts differ, by target and by tenant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tenantry.model.artifact import Artifact
from tenantry.model.change import ArtifactCount, Rerendered, TenantChange
from tenantry.model.compiled import Compiled
from tenantry.model.document import Span

Pair = tuple[Artifact | None, Artifact | None]
"""What an artifact was and will be; one of them at least is there."""


def pairs(before: Compiled, after: Compiled) -> Iterator[Pair]:
    """Artifacts that differ, by path."""
    old = {each.path: each for each in before.artifacts}
    new = {each.path: each for each in after.artifacts}
    for path in sorted({*old, *new}):
        was, now = old.get(path), new.get(path)
        if was is None or now is None or not was.same_content(now):
            yield was, now


def touched(before: Compiled, after: Compiled) -> frozenset[str]:
    """The tenants of whose own artifacts one differs."""
    return frozenset(tenant for pair in pairs(before, after) if (tenant := one(pair).tenant) is not None)


def counts(differing: Sequence[Pair], *, without: frozenset[str]) -> dict[str, ArtifactCount]:
    """Artifacts created, updated and deleted by target; those of the tenants in `without` are left out."""
    found: dict[str, list[int]] = {}
    for was, now in differing:
        artifact = one((was, now))
        if artifact.tenant not in without:
            found.setdefault(artifact.target, [0, 0, 0])[0 if was is None else 2 if now is None else 1] += 1
    return {
        target: ArtifactCount(created=created, updated=updated, deleted=deleted)
        for target, (created, updated, deleted) in sorted(found.items())
    }


def rerendered(
    differing: Sequence[Pair], changes: Sequence[TenantChange], places: Mapping[str, Span]
) -> list[Rerendered]:
    """Artifacts that differ though nothing that their tenant is made of does; `places` has where a target's options
    differ."""
    quiet = {change.id for change in changes if not change.changes}
    explained = any(change.changes for change in changes)
    tenants: dict[str, set[str]] = {}
    numbers: dict[str, int] = {}
    for pair in differing:
        artifact = one(pair)
        if artifact.tenant in quiet or (artifact.tenant is None and not explained):
            numbers[artifact.target] = numbers.get(artifact.target, 0) + 1
            tenants.setdefault(artifact.target, set()).update({artifact.tenant} if artifact.tenant else ())
    return [
        Rerendered(target=target, artifacts=number, tenants=tuple(sorted(tenants[target])), cause=places.get(target))
        for target, number in sorted(numbers.items())
    ]


def one(pair: Pair) -> Artifact:
    """The artifact as it will be, or as it was."""
    was, now = pair
    found = now or was
    if found is None:
        raise ValueError("an artifact is in one state at least")
    return found
