"""The stores of credentials: those of this package in a literal tuple, others by entry points of the group
`tenantry.stores`, each a `tenantry.secrets.stores.StoreKind`."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Final

from tenantry.errors import UsageError

if TYPE_CHECKING:
    from tenantry.secrets.stores.store import StoreKind

GROUP: Final = "tenantry.stores"
_OWN: Final = {
    "vault": "tenantry.secrets.stores.vault",
    "aws-secrets-manager": "tenantry.secrets.stores.aws",
    "kubernetes": "tenantry.secrets.stores.kubernetes",
    "env": "tenantry.secrets.stores.env",
}


@lru_cache(maxsize=1)
def store_names() -> tuple[str, ...]:
    """Every store that may be named. Nothing of another package is imported to know it."""
    others = sorted({point.name for point in entry_points(group=GROUP)} - _OWN.keys())
    return (*_OWN, *others)


def is_store(name: str) -> bool:
    """Whether a store of that name may be named. What is installed is looked through for those of others alone."""
    return name in _OWN or name in store_names()


@lru_cache(maxsize=8)
def store_kind(name: str) -> StoreKind:
    """The store of that name; UsageError where there is none, or where another package's is not what it says."""
    from tenantry.secrets.stores.store import StoreKind  # noqa: PLC0415

    if name in _OWN:
        own: StoreKind = import_module(_OWN[name]).STORE
        return own
    found = [point for point in entry_points(group=GROUP) if point.name == name]
    if not found:
        raise UsageError(f"there is no store '{name}'", "known: " + ", ".join(store_names()))
    if len(found) > 1:
        raise UsageError(f"two packages bring a store '{name}'", "uninstall one of them")
    kind = found[0].load()
    if not isinstance(kind, StoreKind) or kind.name != name:
        raise UsageError(f"the entry point '{name}' of {GROUP} is no store", "uninstall or update its package")
    return kind
