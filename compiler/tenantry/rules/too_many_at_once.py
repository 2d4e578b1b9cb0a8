"""More runs of an integration at once than the systems behind it bear."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tenantry.diagnostics import Diagnostic, Related, codes
from tenantry.rules.fleet import Crew
from tenantry.schedule.fleet import at_work, peak, running

DAYS: Final = 366
"""How far ahead runs are counted: once round all dates and clock changes."""


def too_many_at_once(crew: Crew) -> Iterator[Diagnostic]:
    """Stands at `limits.concurrency`, with the first minute of the most runs and their tenants."""
    declared, demands, window = crew.integration, crew.demands(), crew.window(DAYS)
    allowed = declared.model.limits.concurrency
    if allowed is None or len(demands) <= allowed:
        return
    counts = running(demands, window)
    most, at = peak(counts, window) if counts is not None else (0, None)
    if at is not None and most > allowed:
        yield Diagnostic(
            code=codes.TOO_MANY_AT_ONCE,
            message=f"{most} runs are going on at once at {at:%Y-%m-%d %H:%M} UTC, and {allowed} may be",
            span=declared.document.at("limits", "concurrency"),
            help="spread the starts: leave `at` out or write H; or allow more runs at once",
            related=(Related("how long a run takes", declared.document.at("limits", "typical_run")),),
            tenants=tuple(at_work(demands, at)),
        )
