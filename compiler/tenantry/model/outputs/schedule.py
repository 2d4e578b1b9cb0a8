"""The outputs of `tenantry schedule` (CONTRACT §3)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from tenantry.model.declared.base import Strict
from tenantry.schedule.meaning import DayRule


class Fire(Strict):
    """One instant, on the clocks of the schedule's zone and in UTC."""

    local: str = Field(description="Local time with its offset.")
    utc: str = Field(description="The same instant in UTC.")


class NextFires(Strict):
    """`schedule next`: when a tenant fires next."""

    version: Literal[1]
    tenant: str = Field(description="The tenant's id.")
    timezone: str = Field(description="The zone of the schedule.")
    paused: bool = Field(description="A paused tenant fires at none of these times.")
    next: list[Fire] = Field(description="The times, in order.")


class Reading(Strict):
    """An expression in words."""

    days: DayRule | None = Field(description="How two restricted day fields combine.")
    description: str = Field(description="One sentence.")


class CronWords(Strict):
    """`schedule describe`: what a cron expression says."""

    version: Literal[1]
    cron: str = Field(description="The expression as it was given.")
    valid: bool = Field(description="Whether a tenant may write it so.")
    readings: list[Reading] = Field(description="One; two where `days` is missing, none where it is no expression.")
    clock_changes: Literal["running", "fixed"] | None = Field(
        description="running: follows the running clock; fixed: names times, each once a day."
    )
    spread: bool = Field(description="Whether `H` puts the tenants at times of their own.")
    diagnostics: list[dict[str, Any]] = Field(description="Problems, as `validate` reports them.")


class Peak(Strict):
    """The first minute in which most runs start, or are going on."""

    runs: int
    at: Fire | None = Field(description="null where there are no runs.")


class Load(Strict):
    """The runs of some tenants."""

    tenants: int = Field(description="Those that are not paused.")
    paused: int
    runs_per_day: float
    mean_per_minute: float
    peak_per_minute: Peak = Field(description="The minute in which most runs start.")
    concurrency: Peak | None = Field(
        description="Most runs at once, where `limits.typical_run` says how long one takes; null where none does."
    )


class IntegrationLoad(Load):
    """The runs of one integration."""

    integration: str
    typical_run: int | None = Field(description="Seconds that a run usually takes.")
    limit: int | None = Field(description="`limits.concurrency`.")


class FleetLoad(Load):
    """`schedule load`: how many runs start and are going on, over whole weeks."""

    version: Literal[1]
    timezone: str = Field(description="The zone of the hours.")
    start: str = Field(alias="from", description="Where the weeks begin.")
    weeks: int
    hours_of_day: list[float] = Field(description="Runs that start in each hour of a day, on average.")
    hours_of_week: list[list[float]] = Field(description="The same for each day of the week, Monday first.")
    integrations: list[IntegrationLoad]
