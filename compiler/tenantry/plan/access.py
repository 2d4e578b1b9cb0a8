"""Credentials that tenants did not use before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple

from tenantry.model.change import NewConnection, TenantChange
from tenantry.model.resolved import Installation, SecretReference


def new_connections(
    changes: Sequence[TenantChange], before: Mapping[str, Installation], after: Mapping[str, Installation]
) -> list[NewConnection]:
    """For each changed or added tenant the connections whose secrets it did not refer to: what must be connected before
    its next run. Secrets that another tenant of BASE refers to are new to this one all the same, but for those of
    global connectors, which all share."""
    shared = referred(before.values())
    return sorted(
        connection
        for change in changes
        if change.id in after
        for connection in added(before.get(change.id), after[change.id])
        if connection.scope != "global" or not {reference(connection, key) for key in connection.keys} <= shared
    )


def new_secrets(
    before: Mapping[str, Installation], after: Mapping[str, Installation]
) -> dict[SecretReference, tuple[str, ...]]:
    """Secrets that nothing in BASE refers to, each with the tenants of HEAD that do."""
    known = referred(before.values())
    found: dict[SecretReference, list[str]] = {}
    for tenant, installation in after.items():
        for each in set(installation.secrets.values()) - known:
            found.setdefault(each, []).append(tenant)
    return {each: tuple(found[each]) for each in sorted(found, key=astuple)}


def referred(installations: Iterable[Installation]) -> set[SecretReference]:
    """Every secret that the tenants refer to."""
    return {each for installation in installations for each in installation.secrets.values()}


def reference(connection: NewConnection, key: str) -> SecretReference:
    """One key of a connection as a reference."""
    return SecretReference(store=connection.store, mount=connection.mount, path=connection.path, key=key)


def added(was: Installation | None, now: Installation) -> Iterator[NewConnection]:
    """The connections of `now` with a secret that `was` does not refer to, and the keys that are new."""
    known = set(was.secrets.values()) if was else set()
    fresh = [reference for reference in now.secrets.values() if reference not in known]
    for connector, entry in now.connections.items():
        here = {each.key for each in fresh if (each.mount, each.path) == (entry.mount, entry.path)}
        keys = tuple(sorted(here & set(entry.keys.values())))
        if keys:
            yield NewConnection(
                tenant=now.id,
                connector=connector,
                scope=entry.scope,
                store=fresh[0].store,
                mount=entry.mount,
                path=entry.path,
                keys=keys,
            )
