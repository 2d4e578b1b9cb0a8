"""A tenant's connections as places of the store."""

from __future__ import annotations

from collections.abc import Iterator

from tenantry.manifest import env_name
from tenantry.model.resolved import Connection, Installation
from tenantry.secrets.stores.store import Place


def connection_places(installation: Installation) -> Iterator[tuple[Connection, Place]]:
    """The connections that need secrets, by name, each with its place."""
    for name, connection in sorted(installation.connections.items()):
        if connection.keys:
            keys = {env_name("PAN_SEC", name, secret): key for secret, key in connection.keys.items()}
            yield connection, Place(mount=connection.mount, path=connection.path, keys=keys)
