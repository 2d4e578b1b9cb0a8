"""A freeze that has ended; it keeps nothing any more."""

from __future__ import annotations

from collections.abc import Iterator

from tenantry.diagnostics import Diagnostic, codes
from tenantry.rules.facts import Facts


def freeze_over(facts: Facts) -> Iterator[Diagnostic]:
    """Stands on its `to`."""
    settings = facts.declarations.settings
    for index, each in enumerate(settings.model.freezes):
        if each.ends(settings.model.timezone) <= facts.as_of:
            yield Diagnostic(
                code=codes.FREEZE_OVER,
                message=f"freeze '{each.name}' ended on {each.to} and has no effect",
                span=settings.document.at("freezes", index, "to"),
                help="remove it, or give it the dates of the next one",
            )
