"""Which shard of its integration a tenant is in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final

from tenantry.model.resolved import Installation

MOST: Final = 1024
"""Shards of an integration: more would be as many files again as there are tenants."""
EMPTY: Final = b"# No tenant is in this shard.\n"
"""A file without an object, which kustomize takes; YAML that says nothing is none."""


def shard_of(tenant: str, shards: int) -> int:
    """The shard of a tenant, from 0. It follows from the id alone; where `shards` doubles, a tenant stays, or moves to
    the shard that is as many further."""
    return int.from_bytes(sha256(f"tenantry/1:shard:{tenant}".encode()).digest()[:8], "big") % shards


def by_shard(installations: Sequence[Installation], shards: int) -> Mapping[str, Sequence[Installation]]:
    """Every shard by the name of its file, whatever their number, with its tenants in their order."""
    found: list[list[Installation]] = [[] for _ in range(shards)]
    for installation in installations:
        found[shard_of(installation.id, shards)].append(installation)
    return {f"shard-{number:04}": some for number, some in enumerate(found)}
