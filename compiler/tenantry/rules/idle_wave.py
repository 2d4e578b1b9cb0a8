"""A wave whose share is no larger than that of a wave before it: it adds no tenant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tenantry.diagnostics import Diagnostic, Related, codes
from tenantry.model.declared import Wave
from tenantry.model.document import Document
from tenantry.rules.facts import Facts


def idle_wave(facts: Facts) -> Iterator[Diagnostic]:
    """Stands on the `percent` of the wave, in a rollout or in the waves that an integration's rollouts begin with."""
    declarations = facts.declarations
    for _, integration in sorted(declarations.integrations.items()):
        yield from _idle(integration.model.waves, integration.document)
    for _, rollouts in sorted(declarations.rollouts.items()):
        for _, rollout in sorted(rollouts.items()):
            yield from _idle(rollout.model.waves, rollout.document)


def _idle(waves: Sequence[Wave], document: Document) -> Iterator[Diagnostic]:
    widest: tuple[int, int] | None = None
    for index, wave in enumerate(waves):
        if wave.percent is None:
            continue
        if widest is not None and wave.percent <= widest[0]:
            before = waves[widest[1]].name
            yield Diagnostic(
                code=codes.IDLE_WAVE,
                message=f"wave '{wave.name}' adds no tenant: wave '{before}' before it already takes {widest[0]} %",
                span=document.at("waves", index, "percent"),
                help="give each share more than the one before it, or remove the wave",
                related=(Related("the wider wave is here", document.at("waves", widest[1], "percent")),),
            )
        else:
            widest = (wave.percent, index)
