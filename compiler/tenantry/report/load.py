"""The load of the fleet for `schedule load`, as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tenantry.model.declared import IntegrationFile
from tenantry.model.outputs.schedule import FleetLoad, IntegrationLoad, Peak
from tenantry.model.progress import counted
from tenantry.model.resolved import Installation
from tenantry.report.fires import fire
from tenantry.schedule.fleet import Demand, Window, peak, running, started
from tenantry.schedule.load import added, by_hour
from tenantry.schedule.zones import known_zone


def fleet_load(
    installations: Sequence[Installation], integrations: Mapping[str, IntegrationFile], *, window: Window, zone: str
) -> FleetLoad:
    """The load of all tenants and of each integration, on the clocks of `zone`."""
    groups: dict[str, list[Installation]] = {}
    for installation in installations:
        groups.setdefault(installation.integration, []).append(installation)
    every, busy, shown = [], [], []
    for name, group in counted("counting runs of integrations", sorted(groups.items())):
        limits = integrations[name].limits
        demands = demands_of(group, limits.typical_run)
        every.append(started(demands, window))
        going_on = running(demands, window)
        busy += [going_on] if going_on is not None else []
        measured = _measured(group, every[-1], going_on, window=window, zone=zone)
        shown.append(
            IntegrationLoad(integration=name, typical_run=limits.typical_run, limit=limits.concurrency, **measured)
        )
    counts = added(every) if every else [0] * (window.days * 1440)
    total = _measured(installations, counts, added(busy) if busy else None, window=window, zone=zone)
    hours = [runs * 7 / window.days for runs in by_hour(counts, zone, start=window.start)]
    return FleetLoad(
        version=1,
        timezone=zone,
        weeks=window.days // 7,
        **total | {"from": fire(window.start, known_zone(zone)).local},
        hours_of_day=[round(sum(hours[hour::24]) / 7, 3) for hour in range(24)],
        hours_of_week=[[round(hours[day * 24 + hour], 3) for hour in range(24)] for day in range(7)],
        integrations=shown,
    )


def demands_of(installations: Sequence[Installation], seconds: int | None) -> list[Demand]:
    """What the tenants that are not paused ask for."""
    return [
        Demand(tenant=each.id, schedule=each.schedule.meaning, zone=each.schedule.timezone, seconds=seconds)
        for each in installations
        if not each.schedule.paused
    ]


def _measured(
    group: Sequence[Installation], counts: Sequence[int], going_on: Sequence[int] | None, *, window: Window, zone: str
) -> dict[str, Any]:
    """The fields of a `Load`."""
    paused = sum(each.schedule.paused for each in group)
    return {
        "tenants": len(group) - paused,
        "paused": paused,
        "runs_per_day": round(sum(counts) / window.days, 3),
        "mean_per_minute": round(sum(counts) / len(counts), 4),
        "peak_per_minute": _peak(counts, window, zone),
        "concurrency": None if going_on is None else _peak(going_on, window, zone),
    }


def _peak(counts: Sequence[int], window: Window, zone: str) -> Peak:
    most, at = peak(counts, window)
    return Peak(runs=most, at=fire(at, known_zone(zone)) if at else None)
