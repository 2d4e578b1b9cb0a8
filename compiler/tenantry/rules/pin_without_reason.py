"""A pin that does not say why: nobody will dare to end it."""

from __future__ import annotations

from collections.abc import Iterator

from tenantry.diagnostics import Diagnostic, codes
from tenantry.rules.facts import Facts


def pin_without_reason(facts: Facts) -> Iterator[Diagnostic]:
    """Stands on the pin."""
    for tenant in facts.declarations.tenants.values():
        for layer in tenant.layers:
            choice = layer.model.release
            if choice is not None and choice.pin is not None and choice.reason is None:
                yield Diagnostic(
                    code=codes.PIN_WITHOUT_REASON,
                    message="the pin has no reason",
                    span=layer.document.at("release", "pin"),
                    help="say why in `reason`, who ends it in `owner`, and when in `until`",
                    tenants=(tenant.id,),
                )
