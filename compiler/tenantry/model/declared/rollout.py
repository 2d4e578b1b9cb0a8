"""integrations/<integration>/rollouts/<channel>.yaml."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from tenantry.model.declared.base import Instant, LabelKey, Name, Seconds, Strict, Text, Version, problem


class Wave(Strict):
    """A named step of a rollout: which tenants, and how long to soak."""

    name: Name = Field(description="The wave's name, unique in its rollout.")
    select: dict[LabelKey, Text] | None = Field(default=None, description="Tenants that carry all these labels.")
    percent: int | None = Field(default=None, ge=1, le=100, description="This share of the tenants, by a stable hash.")
    soak: Seconds | None = Field(default=None, description="How long the wave runs before the next may be let through.")

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.select is None) == (self.percent is None):
            raise problem("must choose tenants by labels or by share", "write one of `select:` and `percent:`")
        if self.select is not None and not self.select:
            raise problem("selects by no label", "name at least one label, or write `percent: 100`")
        return self


class Hold(Strict):
    """A rollout stopped by a person."""

    reason: Text = Field(description="Why.")
    owner: Text = Field(description="Who resumes it.")
    since: Instant = Field(description="Since when.")


class RolloutFile(Strict):
    """A channel on its way from one release to another."""

    from_: Version = Field(alias="from", description="The release that the channel comes from.")
    to: Version = Field(description="The release that the channel goes to.")
    waves: list[Wave] = Field(min_length=1, description="The steps, first to last.")
    reached: Name | None = Field(default=None, description="The last wave let through; absent: none yet.")
    since: Instant | None = Field(
        default=None, description="When `reached` was let through; its soak counts from here."
    )
    hold: Hold | None = Field(default=None, description="Present while a person holds the rollout.")
