"""Rollouts that a change takes back by hand."""

from __future__ import annotations

from collections.abc import Iterator

from tenantry.diagnostics import Diagnostic, codes
from tenantry.gates.step import steps
from tenantry.model.compiled import Compiled


def unheld(before: Compiled, after: Compiled) -> Iterator[Diagnostic]:
    """A warning for each rollout that goes back and is not held: going back is always open, but the wave has soaked, so
    that a job which advances open rollouts would let it through again."""
    for step in steps(before, after):
        if step.same and step.after is not None and step.end < step.start and step.after.model.hold is None:
            yield Diagnostic(
                code=codes.ROLLBACK_NOT_HELD,
                message=f"the rollout of channel {step.channel} goes back, and nothing holds it there",
                span=step.place,
                help=f"tenantry rollout hold {step.integration} {step.channel} --reason … --owner …",
            )
