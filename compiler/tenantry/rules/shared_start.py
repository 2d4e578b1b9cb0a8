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
from tenantry.model.standing import Standing
from tenantry.rules.fleet import Crew
from tenantry.schedule.fires import fires
from tenantry.schedule.fleet import Demand, Window, at_work, peak, started
from tenantry.schedule.zones import known_zone

HERD: Final = 5
"""Fewer tenants than these are no herd."""
DAYS: Final = 8
"""How far ahead starts are counted where tenants do not share one schedule."""
_PLACES: Final = 3


def shared_start(crew: Crew) -> Iterator[Diagnostic]:
    """Stands where the schedule is set if that is one place, else at the integration. Minutes that the stable hash
    chose take no part."""
    tenants, demands = {each.id: each for each in crew.standings}, crew.demands()
    chosen = [each for each in demands if tenants[each.tenant].chosen]
    enough = max(HERD, -(-len(demands) // 2))
    if len(chosen) < enough:
        return
    at = _together(chosen, enough, crew.window(DAYS))
    if at is not None:
        herd = [tenants[name] for name in at_work([replace(each, seconds=None) for each in chosen], at)]
        yield _diagnostic(crew.integration, herd, of=len(demands), at=at)


def _together(chosen: Sequence[Demand], enough: int, window: Window) -> datetime | None:
    """An instant at which so many start, within the window or, where they share one schedule, whenever it fires."""
    most, at = peak(started(chosen, window), window)
    if most >= enough:
        return at
    (schedule, zone), number = Counter((each.schedule, each.zone) for each in chosen).most_common(1)[0]
    return next(fires(schedule, zone, start=window.start), None) if number >= enough else None


def _diagnostic(declared: Declared[IntegrationFile], herd: Sequence[Standing], *, of: int, at: datetime) -> Diagnostic:
    places = Counter(each.written for each in herd)
    zones = {each.zone for each in herd}
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
