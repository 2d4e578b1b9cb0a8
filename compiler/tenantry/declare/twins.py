"""Tenant files of one integration with the same name: groups take no part in identity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tenantry.declare.layout import Kind, Place
from tenantry.diagnostics import Diagnostic, Related, codes
from tenantry.model.document import Span


def twins(places: Mapping[str, Place | None]) -> Iterator[Diagnostic]:
    """One diagnostic at each later file, which names the first; also where one of them cannot be read."""
    first: dict[tuple[str, str], str] = {}
    for path, at in places.items():
        if at is None or at.kind is not Kind.TENANT:
            continue
        known = first.setdefault((at.integration, at.name), path)
        if known != path:
            yield Diagnostic(
                code=codes.DUPLICATE_TENANT,
                message=f"tenant {at.integration}/{at.name} is already declared at {known}",
                span=Span(path),
                help="groups take no part in a tenant's identity: rename one of the files",
                related=(Related("the first is here", Span(known)),),
                tenants=(f"{at.integration}/{at.name}",),
            )
