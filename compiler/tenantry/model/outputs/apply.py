"""The output of `tenantry apply`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tenantry.model.declared.base import Strict


class AppliedChange(Strict):
    """What was done, or is to be done, to one object of the platform."""

    action: Literal["create", "update", "remove"]
    tenant: str
    name: str = Field(description="The object's name on the platform.")
    fields: list[str] = Field(description="What differed from what is declared.")
    drift: bool = Field(description="Whether somebody changed it on the platform by hand.")
    note: str | None = Field(description="What was noted there then.")


class AppliedCounts(Strict):
    """How many objects."""

    owned: int = Field(description="Objects there that this repository owned before.")
    unchanged: int
    created: int
    updated: int
    removed: int
    drifted: int


class AppliedGuard(Strict):
    """What speaks against it."""

    tripped: bool
    limits: dict[str, str | int]
    reasons: list[str]


class ApplyOutput(Strict):
    """`apply`: what was brought to a platform."""

    version: Literal[1]
    target: str
    address: str
    namespace: str
    owner: str = Field(description="The name of the repository, which marks what it owns.")
    dry_run: bool
    written: bool = Field(description="Whether all of it was done.")
    summary: AppliedCounts
    changes: list[AppliedChange]
    guard: AppliedGuard
