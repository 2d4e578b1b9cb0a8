"""Gate: waves that tenants went through stay as they are; a larger one would let others through without a soak."""

from __future__ import annotations

from collections.abc import Iterator

from tenantry.diagnostics import codes
from tenantry.gates.passage import Passage, Refusal
from tenantry.gates.step import steps


def fixed_waves(passage: Passage) -> Iterator[Refusal]:
    """The waves up to the one that HEAD has reached are those of BASE, their soaks too. Later ones may change."""
    for step in steps(passage.before, passage.after):
        if not step.same or step.before is None or step.after is None:
            continue
        names = [wave.name for wave in step.after.model.waves]
        last = names.index(step.after.model.reached) if step.after.model.reached in names else -1
        now, then = step.after.model.waves[: last + 1], step.before.model.waves[: last + 1]
        changed = [wave.name for index, wave in enumerate(now) if index >= len(then) or wave != then[index]]
        if changed:
            yield step.refused(
                "soak",
                codes.WAVE_CHANGED,
                f"wave {changed[0]} of channel {step.channel} is let through, and this changes it",
                "change only waves that are still to come, or commit an override that allows `soak`",
            )
