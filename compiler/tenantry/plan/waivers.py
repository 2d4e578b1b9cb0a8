"""Overrides that are in force, and whether the plan needs them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from tenantry.diagnostics import Diagnostic, codes
from tenantry.model.change import Waiver
from tenantry.model.compiled import Compiled
from tenantry.model.document import Span

Need = tuple[str, str]
"""A kind of exception and the integration that it is needed for."""


def waivers(after: Compiled, *, as_of: datetime) -> list[Waiver]:
    """The overrides of HEAD that have not expired, by name; whether they are used is not yet known."""
    today = as_of.astimezone(UTC).date().isoformat()
    declared = after.declarations.overrides if after.declarations else {}
    return [
        Waiver(
            name=name,
            allow=tuple(file.model.allow),
            integration=file.model.integration,
            reason=file.model.reason,
            owner=file.model.owner,
            until=file.model.until,
            used=False,
        )
        for name, file in sorted(declared.items())
        if file.model.until >= today
    ]


def allows(waiver: Waiver, need: Need) -> bool:
    """Whether an override is what a need asks for."""
    kind, integration = need
    return kind in waiver.allow and waiver.integration in (None, integration)


def used(found: Sequence[Waiver], needs: Iterable[Need]) -> list[Waiver]:
    """The overrides, each with whether any of the needs is met by it."""
    wanted = set(needs)
    return [replace(waiver, used=any(allows(waiver, need) for need in wanted)) for waiver in found]


def unneeded(found: Iterable[Waiver]) -> Iterator[Diagnostic]:
    """A warning for each override without which the plan would pass as well."""
    for waiver in found:
        if not waiver.used:
            yield Diagnostic(
                code=codes.UNNEEDED_OVERRIDE,
                message=f"nothing in this plan needs the override '{waiver.name}'",
                span=Span(f"overrides/{waiver.name}.yaml"),
                help=f"remove the file as soon as its change is done; it holds until {waiver.until}",
            )
