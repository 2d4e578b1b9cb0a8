"""An override for an integration that there is not; it would let nothing through."""

from __future__ import annotations

from collections.abc import Iterator

from tenantry.diagnostics import Diagnostic, codes, nearest
from tenantry.rules.facts import Facts


def override_unknown_integration(facts: Facts) -> Iterator[Diagnostic]:
    """Stands on its `integration`."""
    declarations = facts.declarations
    for name, override in sorted(declarations.overrides.items()):
        wanted = override.model.integration
        if wanted is not None and wanted not in declarations.names:
            yield Diagnostic(
                code=codes.OVERRIDE_UNKNOWN_INTEGRATION,
                message=f"override '{name}' is for an integration '{wanted}', which there is not",
                span=override.document.at("integration"),
                help=nearest(wanted, declarations.names) or "remove `integration` if it holds everywhere",
            )
