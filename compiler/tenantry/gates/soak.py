"""Gate: a wave soaks before the next one is let through, and the last one before the rollout is finished."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from tenantry.diagnostics import codes
from tenantry.gates.passage import Passage, Refusal
from tenantry.gates.step import Step, since, steps
from tenantry.schedule.duration import duration_text


def soak(passage: Passage) -> Iterator[Refusal]:
    """Counts from `since` as BASE has it. Where BASE does not say since when, nobody knows, and the gate is closed."""
    for step in steps(passage.before, passage.after):
        over = soaked(step)
        if not step.advances or over is None or over <= passage.as_of:
            continue
        wave = step.waves[step.start]
        yield step.refused(
            "soak",
            codes.SOAK_NOT_OVER,
            f"wave {wave.name} of channel {step.channel} soaks for {duration_text(wave.soak or 0)} and is not through",
            _when(over),
        )


def soaked(step: Step) -> datetime | None:
    """The instant at which the wave that BASE has reached is through; None where it needs no time."""
    wave = step.waves[step.start] if step.start >= 0 else None
    if wave is None or wave.soak is None:
        return None
    begun = since(step.before)
    return begun + timedelta(seconds=wave.soak) if begun else datetime.max.replace(tzinfo=UTC)


def _when(over: datetime) -> str:
    if over.year == datetime.max.year:
        return "write in `since` when the wave was let through, in a change of its own"
    return f"wait until {over.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}, or commit an override that allows `soak`"
