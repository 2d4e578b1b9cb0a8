"""Names of units and objects: readable, within a platform's length, and never the same for two tenants."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from tenantry.model.resolved import Installation

_HASH: Final = 10
_ENDS_LIKE_A_HASH: Final = re.compile(rf"-[0-9a-f]{{{_HASH}}}$")


class Names:
    """Joins integration and tenant by a hyphen. Where that could be read in two ways (`a-b/c`, `a/b-c`), is too long,
    or ends like one of our hashes, a hash of the tenant's id follows. It depends on the names of the integrations and
    on the tenant alone: other tenants come and go without renaming anything."""

    def __init__(self, integrations: Iterable[str]) -> None:
        self._integrations = frozenset(integrations)
        self._others: dict[str, tuple[str, ...]] = {}

    def of(self, installation: Installation, *, limit: int) -> str:
        """The name of a tenant's objects, at most `limit` characters (more than 20)."""
        joined = f"{installation.integration}-{installation.name}"
        if len(joined) <= limit and not self._ambiguous(installation, joined):
            return joined
        return hashed(joined, installation.id, limit=limit)

    def _ambiguous(self, installation: Installation, joined: str) -> bool:
        if _ENDS_LIKE_A_HASH.search(joined):
            return True
        own = installation.integration
        if own not in self._others:
            self._others[own] = tuple(f"{other}-" for other in self._integrations if other != own)
        return joined.startswith(self._others[own])


def hashed(text: str, identity: str, *, limit: int) -> str:
    """The text, cut if need be, and a hash of what it stands for."""
    digest = sha256(f"tenantry/1:name:{identity}".encode()).hexdigest()[:_HASH]
    return f"{text[: limit - _HASH - 1].rstrip('-.')}-{digest}"
