"""An override past its last day; it has no effect any more."""

from __future__ import annotations

from collections.abc import Iterator

from tenantry.diagnostics import Diagnostic, codes
from tenantry.rules.facts import Facts


def override_expired(facts: Facts) -> Iterator[Diagnostic]:
    """Stands on its `until`."""
    for name, override in sorted(facts.declarations.overrides.items()):
        if override.model.until < facts.today:
            yield Diagnostic(
                code=codes.OVERRIDE_EXPIRED,
                message=f"override '{name}' ended on {override.model.until} and has no effect",
                span=override.document.at("until"),
                help="remove the file, or agree on a new `until` with its owner",
            )
