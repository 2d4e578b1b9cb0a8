"""Gate: `since` is when a wave was let through, not earlier: soak would be over before it began."""

from __future__ import annotations

from collections.abc import Iterator

from tenantry.diagnostics import codes
from tenantry.gates.passage import Passage, Refusal
from tenantry.gates.step import Step, since, steps


def honest_since(passage: Passage) -> Iterator[Refusal]:
    """A wave that is let through begins after BASE was committed; one that soaks does not begin earlier than it did."""
    for step in steps(passage.before, passage.after):
        if step.after is None or step.after.model.reached is None:
            continue
        problem = _wrong(step, passage)
        if problem is not None:
            yield step.refused(
                "soak",
                codes.SINCE_TOO_EARLY,
                problem,
                "write the time of this change, as `tenantry rollout advance` does",
            )


def _wrong(step: Step, passage: Passage) -> str | None:
    said, known = since(step.after), since(step.before) if step.same else None
    if step.advances and said is None:
        return "a wave is let through, and `since` does not say when"
    if said is None:
        return "`since` is taken away while a wave soaks" if known else None
    anew = step.advances or said != known
    if anew and passage.committed is not None and said < passage.committed:
        return "`since` lies before the commit that this change starts from"
    if not step.advances and known is not None and said < known:
        return "`since` is set back while a wave soaks"
    return None
