"""Gate: waves are let through one after the other, and a rollout is finished after its last one."""

from __future__ import annotations

from collections.abc import Iterator

from tenantry.diagnostics import codes
from tenantry.gates.passage import Passage, Refusal
from tenantry.gates.step import steps


def order(passage: Passage) -> Iterator[Refusal]:
    """Skipping a wave skips its soak, and so an override that allows `soak` opens this gate."""
    for step in steps(passage.before, passage.after):
        skipped = [wave.name for wave in step.waves[step.start + 1 : step.end]]
        if step.advances and skipped:
            ends = "ends before" if step.finished else "skips"
            many = "waves" if len(skipped) > 1 else "wave"
            yield step.refused(
                "soak",
                codes.WAVE_SKIPPED,
                f"the rollout of channel {step.channel} {ends} {many} {', '.join(skipped)}",
                f"let one wave through at a time: tenantry rollout advance {step.integration} {step.channel}",
            )
