"""A tenant runs a release whose support ends soon, or has ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from tenantry.diagnostics import Diagnostic, Related, codes
from tenantry.rules.facts import Facts

NOTICE: Final = timedelta(days=30)
"""How long before the end a tenant is warned about."""


def end_of_life(facts: Facts) -> Iterator[Diagnostic]:
    """Stands where the release is chosen."""
    soon = (facts.day + NOTICE).date().isoformat()
    for installation in facts.installations:
        release = facts.release(installation).file
        end = release.model.end_of_life
        if end is None or end > soon:
            continue
        word = "ended" if end < facts.today else "ends"
        yield Diagnostic(
            code=codes.END_OF_LIFE,
            message=f"support of release {installation.release.version} {word} on {end}",
            span=installation.origins["release"][0].span,
            help="move to another release",
            related=(Related("end of life is set here", release.document.at("end_of_life")),),
            tenants=(installation.id,),
        )
