"""How the tenants of an integration are shared out among templates, so that few move when some come or go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from tenantry.model.resolved import Installation


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A tenant's resources by logical id, and how many bytes they take in a template."""

    installation: Installation
    resources: Mapping[str, Any]
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What a template has room for."""

    resources: int
    size: int

    def holds(self, entries: Sequence[Entry]) -> bool:
        """Whether they all fit; one alone always does."""
        count = sum(len(entry.resources) for entry in entries)
        return len(entries) < 2 or (count <= self.resources and sum(entry.size for entry in entries) <= self.size)


def parts(entries: Sequence[Entry], room: Room, *, number: int = 1, depth: int = 0) -> dict[int, list[Entry]]:
    """The entries by the number of their template. All are in template 1 until it is full; then those whose hash says
    so move to 2, from 1 to 3 and from 2 to 4 when these are full, and so on: no other tenant ever moves. It depends on
    which tenants there are, not on how they came to be."""
    if room.holds(entries):
        return {number: list(entries)} if entries else {}
    stay = [entry for entry in entries if not _bit(entry, depth)]
    move = [entry for entry in entries if _bit(entry, depth)]
    low = parts(stay, room, number=number, depth=depth + 1)
    return low | parts(move, room, number=number + (1 << depth), depth=depth + 1)


def _bit(entry: Entry, depth: int) -> bool:
    digest = sha256(f"tenantry/1:part:{entry.installation.id}".encode()).digest()
    return bool(int.from_bytes(digest, "big") >> depth & 1)
