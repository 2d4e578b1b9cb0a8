"""Where diagnostics say that a secret stands."""

from __future__ import annotations

from collections.abc import Iterable

from tenantry.diagnostics import codes
from tenantry.diagnostics.diagnostic import Diagnostic
from tenantry.model.document import Span


def places(diagnostics: Iterable[Diagnostic]) -> list[Span]:
    """Where secrets stand, or may well: whatever a tenant has in place of a connection is taken for one."""
    return [
        problem.span
        for problem in diagnostics
        if problem.code is codes.PLAIN_SECRET
        or (problem.code is codes.CONNECTION_TYPE and problem.span.path.startswith("tenants/"))
    ]
