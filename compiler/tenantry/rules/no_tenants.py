"""A repository without a single tenant: more often a wrong folder than a wish."""

from __future__ import annotations

from collections.abc import Iterator

from tenantry.diagnostics import Diagnostic, codes
from tenantry.model.document import Span
from tenantry.rules.facts import Facts


def no_tenants(facts: Facts) -> Iterator[Diagnostic]:
    """Stands on tenantry.yaml."""
    if not facts.files:
        yield Diagnostic(
            code=codes.NO_TENANTS,
            message="this repository declares no tenant",
            span=Span(facts.declarations.settings.document.path),
            help="add tenants/<integration>/<tenant>.yaml; in a sparse checkout, fetch the tenants folder",
        )
