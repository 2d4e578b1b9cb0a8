"""A tenant that refers to the credentials of another, or of an integration."""

from __future__ import annotations

from collections.abc import Iterator

from tenantry.diagnostics import Diagnostic, Related, codes
from tenantry.model.document import Span
from tenantry.model.standing import Claim
from tenantry.rules.fleet import Store


def foreign_secret_path(store: Store) -> Iterator[Diagnostic]:
    """Stands on what gives the connection its path. In a vault, paths of other mounts are nobody's by default; for
    other stores the mount says nothing."""
    settings = store.settings.model.secrets
    for claim in store.claims:
        elsewhere = settings.store == "vault" and claim.mount != settings.mount
        if claim.scope == "tenant" and not elsewhere:
            yield from _foreign(store, claim)


def _foreign(store: Store, claim: Claim) -> Iterator[Diagnostic]:
    who = claim.tenant if claim.written.path == store.files[claim.tenant] else "a tenant"
    owner = store.ownership.connector(claim.path)
    if owner is not None:
        yield Diagnostic(
            code=codes.GLOBAL_SECRET_PATH,
            message=f"{who} refers to the credentials of the global connector {owner}",
            span=claim.written,
            help="give the connection a path of its own, or make its connector global",
            tenants=(claim.tenant,),
        )
    others = store.ownership.tenants(claim.path)
    if others and claim.tenant not in others:
        yield Diagnostic(
            code=codes.FOREIGN_SECRET_PATH,
            message=f"{who} refers to a path that belongs to {', '.join(sorted(others))}",
            span=claim.written,
            help="use the tenant's own path, or one outside every tenant's where several may share it",
            related=tuple(
                Related("whose path it is by `secrets.path`", Span(store.files[each])) for each in sorted(others)
            ),
            tenants=(claim.tenant,),
        )
