"""overrides/<name>.yaml."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tenantry.model.declared.base import Day, Name, Strict, Text


class OverrideFile(Strict):
    """A committed, reasoned and expiring exception to guard and gates."""

    allow: list[Literal["guard", "soak", "freeze", "hold"]] = Field(min_length=1, description="What it lets through.")
    integration: Name | None = Field(default=None, description="Only for this integration.")
    reason: Text = Field(description="Why, for those who review it.")
    owner: Text = Field(description="Who answers for it.")
    until: Day = Field(description="The last day on which it has effect.")
