"""A start that most tenants of an integration share, as at midnight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from tenantry.diagnostics import Diagnostic, Related, codes
from tenantry.model.declared import Declared, IntegrationFile
from tenantry.model.document import Span
from tenantry.model.resolved import Installation
from tenantry.rules.facts import Facts
from tenantry.schedule.fires import fires
from tenantry.schedule.fleet import Demand, Window, at_work, peak, started
from tenantry.schedule.zones import known_zone

HERD: Final = 5
"""Fewer tenants than these are no herd."""
DAYS: Final = 8
"""How far ahead starts are counted where tenants do not share one schedule."""
_PLACES: Final = 3


def shared_start(facts: Facts) -> Iterator[Diagnostic]:
    """Stands where the schedule is set if that is one place, else at the integration. Minutes that the stable hash
    chose take no part."""
    tenants = {each.id: each for each in facts.installations}
    for declared, demands in facts.demands():
        chosen = [each for each in demands if "minute" not in tenants[each.tenant].schedule.spread]
        enough = max(HERD, -(-len(demands) // 2))
        if len(chosen) < enough:
            continue
        at = _together(chosen, enough, facts.window(DAYS))
        if at is not None:
            herd = [tenants[name] for name in at_work([replace(each, seconds=None) for each in chosen], at)]
            yield _diagnostic(declared, herd, of=len(demands), at=at)


def _together(chosen: Sequence[Demand], enough: int, window: Window) -> datetime | None:
    """An instant at which so many start, within the window or, where they share one schedule, whenever it fires."""
    most, at = peak(started(chosen, window), window)
    if most >= enough:
        return at
    (schedule, zone), number = Counter((each.schedule, each.zone) for each in chosen).most_common(1)[0]
    return next(fires(schedule, zone, start=window.start), None) if number >= enough else None


def _diagnostic(
    declared: Declared[IntegrationFile], herd: Sequence[Installation], *, of: int, at: datetime
) -> Diagnostic:
    places = Counter(each.origins["schedule"][0].span for each in herd)
    zones = {each.schedule.timezone for each in herd}
    zone = zones.pop() if len(zones) == 1 else "UTC"
    count = f"all {of}" if len(herd) == of else f"{len(herd)} of {of}"
    return Diagnostic(
        code=codes.SHARED_START,
        message=f"{count} tenants start in the same minute, as at {at.astimezone(known_zone(zone)):%H:%M} in {zone}",
        span=next(iter(places)) if len(places) == 1 else _integration(declared),
        help="let the compiler spread them: leave `at` out, or write H, as in `H 2 * * *` or `H H(0-5) * * *`",
        related=tuple(Related("set here", span) for span in sorted(places)[:_PLACES]) if len(places) > 1 else (),
        tenants=tuple(each.id for each in herd),
    )


def _integration(declared: Declared[IntegrationFile]) -> Span:
    document = declared.document
    return document.key("schedule") if document.has("schedule") else Span(document.path)
