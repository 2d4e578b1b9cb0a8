"""The output of `tenantry what-if`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from tenantry.model.declared.base import Strict
from tenantry.model.outputs.plan import Connection


class Tally(Strict):
    """The counts."""

    tenants: int
    able: int = Field(description="Tenants that could take the release.")
    unable: int


class EnvVariable(Strict):
    """An env variable that would be another; null where it is not there."""

    name: str
    before: str | None
    after: str | None


class TriedTenant(Strict):
    """One tenant on the release."""

    id: str
    able: bool
    release: str | None = Field(description="The release that it runs; null where it is broken.")
    channel: str | None = Field(description="Its channel; null where it is pinned or broken.")
    diagnostics: list[dict[str, Any]] = Field(description="What keeps it from the release.")
    env: list[EnvVariable]
    connections: list[Connection] = Field(description="What would have to be connected.")


class WhatIfOutput(Strict):
    """`what-if`: every tenant of an integration against a release."""

    version: Literal[1]
    integration: str
    release: str
    status: Literal["available", "deprecated", "yanked"]
    summary: Tally
    tenants: list[TriedTenant]
