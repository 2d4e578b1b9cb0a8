"""A tenant that refers to the credentials of another, or of an integration."""

from __future__ import annotations

from collections.abc import Iterator

from tenantry.diagnostics import Diagnostic, Related, codes
from tenantry.model.resolved import Connection, Installation
from tenantry.rules.facts import Facts
from tenantry.rules.ownership import ownership
from tenantry.secrets.ownership import Ownership


def foreign_secret_path(facts: Facts) -> Iterator[Diagnostic]:
    """Stands on what gives the connection its path. In a vault, paths of other mounts are nobody's by default; for
    other stores the mount says nothing."""
    owners, settings = ownership(facts), facts.declarations.settings.model.secrets
    for installation in facts.installations:
        for connection in installation.connections.values():
            elsewhere = settings.store == "vault" and connection.mount != settings.mount
            if connection.scope == "tenant" and not elsewhere:
                yield from _foreign(facts, owners, installation, connection)


def _foreign(
    facts: Facts, owners: Ownership, installation: Installation, connection: Connection
) -> Iterator[Diagnostic]:
    span = installation.origins[f"connections.{connection.connector}"][0].span
    known = facts.declarations.tenants
    who = installation.id if span.path == known[installation.id].document.path else "a tenant"
    owner = owners.connector(connection.path)
    if owner is not None:
        yield Diagnostic(
            code=codes.GLOBAL_SECRET_PATH,
            message=f"{who} refers to the credentials of the global connector {owner}",
            span=span,
            help="give the connection a path of its own, or make its connector global",
            tenants=(installation.id,),
        )
    others = owners.tenants(connection.path)
    if others and installation.id not in others:
        yield Diagnostic(
            code=codes.FOREIGN_SECRET_PATH,
            message=f"{who} refers to a path that belongs to {', '.join(sorted(others))}",
            span=span,
            help="use the tenant's own path, or one outside every tenant's where several may share it",
            related=tuple(
                Related("whose path it is by `secrets.path`", known[each].document.at()) for each in sorted(others)
            ),
            tenants=(installation.id,),
        )
