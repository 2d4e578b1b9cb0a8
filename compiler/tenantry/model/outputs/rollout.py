"""The outputs of `tenantry rollout status` and `rollout simulate`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from tenantry.model.declared.base import Strict


class GateState(Strict):
    """What lets a rollout on or not."""

    name: str = Field(description="hold, soak, freeze, or release where tenants of the next wave cannot take it.")
    open: bool
    says: str = Field(description="In words.")
    opens: str | None = Field(description="When it opens by itself, in UTC; null if it is open or somebody must act.")
    place: dict[str, Any] = Field(description="path, line and column of what closes it.")


class WaveState(Strict):
    """A wave."""

    name: str
    reached: bool = Field(description="Whether it was let through.")
    soak_seconds: int | None
    tenants: list[str] = Field(description="Tenants that come with it and with no earlier one.")


class NextStep(Strict):
    """What comes next."""

    step: Literal["advance", "finish"]
    wave: str | None = Field(description="The wave that comes next; null where the rollout is to be finished.")
    open: bool = Field(description="Whether every gate is open.")
    possible: str | None = Field(description="The first instant at which it is, in UTC; null where somebody must act.")


class RolloutState(Strict):
    """A rollout under way."""

    integration: str
    channel: str
    from_: str = Field(alias="from")
    to: str
    reached: str | None
    since: str | None
    tenants: int = Field(description="Tenants on the channel.")
    waves: list[WaveState]
    left: list[str] = Field(description="Tenants that no wave selects; they come when it is finished.")
    gates: list[GateState]
    next: NextStep


class RolloutStatus(Strict):
    """`rollout status`."""

    version: Literal[1]
    as_of: str
    rollouts: list[RolloutState]


class TimelineEvent(Strict):
    """A step at the first instant at which its gates are open."""

    at: str = Field(description="In UTC.")
    local: str = Field(description="The same instant in the zone that was asked for.")
    step: Literal["advance", "finish"]
    wave: str | None
    tenants: list[str] = Field(description="Tenants that move with it.")
    frozen_seconds: int = Field(description="How long freezes keep it waiting after the soak before it.")


class Timeline(Strict):
    """`rollout simulate`."""

    version: Literal[1]
    integration: str
    channel: str
    from_: str = Field(alias="from")
    to: str
    as_of: str
    timezone: str
    speed: float
    held: bool = Field(description="Whether it is on hold; the timeline is then as if it were resumed at once.")
    events: list[TimelineEvent]
