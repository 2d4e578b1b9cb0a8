"""A pin past its last day. It still holds: a date never changes what is rendered."""

from __future__ import annotations

from collections.abc import Iterator

from tenantry.diagnostics import Diagnostic, codes
from tenantry.rules.facts import Facts


def pin_expired(facts: Facts) -> Iterator[Diagnostic]:
    """Stands on the pin's `until`."""
    for tenant in facts.declarations.tenants.values():
        layer = next((layer for layer in reversed(tenant.layers) if "release" in layer.model.model_fields_set), None)
        choice = layer.model.release if layer else None
        if layer and choice and choice.until is not None and choice.until < facts.today:
            yield Diagnostic(
                code=codes.PIN_EXPIRED,
                message=f"the pin to {choice.pin} was meant until {choice.until}",
                span=layer.document.at("release", "until"),
                help="return to a channel, or agree on a new `until`",
                tenants=(tenant.id,),
            )
