"""Credentials that tenants did not use before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from tenantry.model.change import NewConnection, TenantChange
from tenantry.model.compiled import Compiled
from tenantry.model.resolved import Installation, SecretReference

Secrets = Mapping[SecretReference, Sequence[str]]
"""Secrets, each with the tenants that refer to it."""


def own_connections(changes: Sequence[TenantChange], before: Compiled, after: Compiled) -> list[NewConnection]:
    """For each changed or added tenant the connections whose secrets it did not refer to."""
    old, new = ({each.id: each for each in state.installations} for state in (before, after))
    return [
        connection for change in changes if change.id in new for connection in added(old.get(change.id), new[change.id])
    ]


def new_connections(own: Iterable[NewConnection], before: Compiled) -> list[NewConnection]:
    """Those of them that must be made before the next run. Secrets that another tenant of BASE refers to are new to
    this one all the same, but for those of global connectors, which all share."""
    shared = _referred(before)
    return sorted(
        connection
        for connection in own
        if connection.scope != "global" or not all(shared(reference(connection, key)) for key in connection.keys)
    )


def own_secrets(before: Compiled, after: Compiled) -> Secrets:
    """Secrets of the tenants of HEAD that none of BASE, of these, refers to."""
    known = {each for installation in before.installations for each in installation.secrets.values()}
    found: dict[SecretReference, list[str]] = {}
    for installation in after.installations:
        for secret in set(installation.secrets.values()) - known:
            found.setdefault(secret, []).append(installation.id)
    return found


def new_secrets(own: Secrets, before: Compiled) -> dict[SecretReference, tuple[str, ...]]:
    """Those of them that nothing at all in BASE refers to, each with the tenants of HEAD that do."""
    known = _referred(before)
    found = [secret for secret in own if not known(secret)]
    return {each: tuple(sorted(own[each])) for each in sorted(found)}


def _referred(state: Compiled) -> Callable[[SecretReference], bool]:
    """Whether any tenant of a state refers to a secret."""
    known = {each for installation in state.installations for each in installation.secrets.values()}
    return lambda secret: secret in known or state.rest.refers(secret)


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
