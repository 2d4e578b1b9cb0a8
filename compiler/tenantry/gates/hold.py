"""Gate: a rollout on hold goes nowhere until somebody resumes it; going back is always open."""

from __future__ import annotations

from collections.abc import Iterator

from tenantry.diagnostics import codes
from tenantry.gates.passage import Passage, Refusal
from tenantry.gates.step import steps


def hold(passage: Passage) -> Iterator[Refusal]:
    """The hold of BASE judges: one that ends in the very change that goes on would hold nothing."""
    for step in steps(passage.before, passage.after):
        held = step.before.model.hold if step.before else None
        if held is not None and step.advances:
            yield step.refused(
                "hold",
                codes.ROLLOUT_HELD,
                f"the rollout of channel {step.channel} is on hold by {held.owner} since {held.since}: {held.reason}",
                f"resume it in a change of its own: tenantry rollout resume {step.integration} {step.channel}",
            )
