"""The output of `tenantry release list`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tenantry.model.declared.base import Strict


class ListedRelease(Strict):
    """A release and who runs it."""

    version: str
    built_at: str
    commit: str
    status: Literal["available", "deprecated", "yanked"]
    reason: str | None
    end_of_life: str | None
    channels: list[str] = Field(description="Channels that point to it, `latest` among them; rollouts left aside.")
    tenants: list[str] = Field(description="Tenants that run it.")
    pinned: list[str] = Field(description="Those of them that pin it.")


class Straggler(Strict):
    """A tenant that is further behind than was asked for."""

    tenant: str
    release: str
    newer: int = Field(description="Releases built after its own that are not yanked.")


class ListedReleases(Strict):
    """An integration's releases, newest first."""

    integration: str
    releases: list[ListedRelease]
    behind: list[Straggler] = Field(description="With `--behind N`: tenants with more than N newer releases.")


class ReleaseList(Strict):
    """`release list`."""

    version: Literal[1]
    integrations: list[ListedReleases]
