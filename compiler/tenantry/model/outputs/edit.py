"""The output of commands that edit files: `release add`, `yank`, `deprecate`, and those of `rollout`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from tenantry.model.declared.base import Strict
from tenantry.model.outputs.plan import PlanOutput
from tenantry.model.outputs.rollout import GateState


class ConfigNews(Strict):
    """What a release changes for configs, by their names."""

    added: list[str]
    removed: list[str]
    required: list[str] = Field(description="Must be set now, and had not to be.")
    narrowed: dict[str, str] = Field(description="Take less than before: what, in words.")
    defaults: list[str] = Field(description="Have another default.")


class UnableTenant(Strict):
    """A tenant that could not take a release."""

    id: str
    diagnostics: list[dict[str, Any]]


class ReleaseNews(Strict):
    """A release beside the newest one before it."""

    previous: str | None = Field(description="null where it is the first.")
    configs: ConfigNews | None
    unable: list[UnableTenant]


class EditOutput(Strict):
    """What was written, and the plan of it."""

    version: Literal[1]
    written: list[str] = Field(description="Files that were written, none where it was refused.")
    removed: list[str]
    plan: PlanOutput
    release: ReleaseNews | None = Field(default=None, description="`release add` alone.")
    gate: GateState | None = Field(default=None, description="What `--results` says.")
