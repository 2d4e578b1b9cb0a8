"""The store of a repository, as commands open it."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager

from tenantry.model.declared import SettingsFile
from tenantry.secrets.stores import store_kind
from tenantry.secrets.stores.store import Access, Store


def access(settings: SettingsFile) -> Access:
    """What opens the store that tenantry.yaml names: its address, and the environment of the command."""
    namespace = (settings.targets.get("kubernetes") or {}).get("namespace")
    return Access(
        environ=dict(os.environ),
        address=settings.secrets.address,
        namespace=namespace if isinstance(namespace, str) else None,
    )


def opened(settings: SettingsFile) -> AbstractContextManager[Store]:
    """The store, open; UsageError where it cannot be, Forbidden and Unreachable where it says no."""
    return store_kind(settings.secrets.store).open(access(settings))
