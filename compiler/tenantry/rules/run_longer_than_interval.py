"""A run usually takes longer than the time until the next one."""

from __future__ import annotations

from collections.abc import Iterator

from tenantry.diagnostics import Diagnostic, Related, codes
from tenantry.rules.facts import Facts
from tenantry.schedule.duration import duration_text
from tenantry.schedule.interval import shortest_interval


def run_longer_than_interval(facts: Facts) -> Iterator[Diagnostic]:
    """Stands at the schedule; of paused tenants too, as they are to run again."""
    for installation in facts.installations:
        declared = facts.declarations.integrations[installation.integration]
        typical = declared.model.limits.typical_run
        interval = shortest_interval(installation.schedule.meaning)
        if typical is None or typical <= interval:
            continue
        yield Diagnostic(
            code=codes.RUN_LONGER_THAN_INTERVAL,
            message=f"starts may be {duration_text(interval)} apart, and a run of {installation.integration} usually "
            f"takes {duration_text(typical)}",
            span=installation.origins["schedule"][0].span,
            help="choose a longer interval: a start is left out while the run before it is going on",
            related=(Related("how long a run takes", declared.document.at("limits", "typical_run")),),
            tenants=(installation.id,),
        )
