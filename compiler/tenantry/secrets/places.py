"""References by the place that they name, so that a store is asked once for each path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from tenantry.secrets.stores.store import Place


class Reference(Protocol):
    """A secret reference: of an installation, or read from a runtime artifact."""

    @property
    def mount(self) -> str:
        """The store's mount."""

    @property
    def path(self) -> str:
        """The path below it."""

    @property
    def key(self) -> str:
        """The key at the path."""


def places(references: Mapping[str, Reference]) -> list[Place]:
    """The places that hold these secrets (by PAN_SEC_ variable), sorted by mount and path."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for variable, reference in sorted(references.items()):
        found.setdefault((reference.mount, reference.path), {})[variable] = reference.key
    return [Place(mount=mount, path=path, keys=keys) for (mount, path), keys in sorted(found.items())]
