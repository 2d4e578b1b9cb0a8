"""The outputs of `tenantry why` and `why-not`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tenantry.model.declared.base import Strict
from tenantry.model.outputs.rollout import GateState


class Link(Strict):
    """A place that led to the release."""

    path: str
    line: int
    column: int
    note: str


class Why(Strict):
    """`why`: the chain that leads to a tenant's release."""

    version: Literal[1]
    tenant: str
    release: str
    channel: str | None = Field(description="null where the tenant is pinned.")
    pinned: bool
    wave: str | None = Field(description="The wave of a rollout that brought the tenant there.")
    chain: list[Link] = Field(description="What decides first, then what it beat or follows from.")


class WhyNot(Strict):
    """`why-not`: each gate between a tenant and a release."""

    version: Literal[1]
    tenant: str
    release: str
    runs: str = Field(description="The release that the tenant runs.")
    gates: list[GateState] = Field(description="Closed gates first.")
    possible: str | None = Field(
        description="The first instant at which its rollout could bring it there, in UTC; null if somebody must act."
    )
