"""The outputs of `tenantry secrets` (CONTRACT §3)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tenantry.model.declared.base import Strict

State = Literal["present", "unverified", "missing", "forbidden", "unreachable"]


class Fill(Strict):
    """What fills a connection that lacks something."""

    page: str | None = Field(description="Where the customer connects; null for a global connector or without pages.")
    command: str = Field(description="The command that writes the missing keys; it takes the values itself.")


class CheckedConnection(Strict):
    """One connection of a tenant, and what the store says of it."""

    connector: str
    scope: Literal["tenant", "global"]
    mount: str
    path: str
    keys: list[str] = Field(description="The keys that are wanted there.")
    state: State = Field(description="unverified: the path is there, and the store names no keys without their values.")
    missing: list[str] = Field(description="Keys that are not there; all where the path is not.")
    message: str | None = Field(description="Why it is not present.")
    fill: Fill | None = Field(description="Where something is missing.")


class CheckedTenant(Strict):
    """One tenant's connections that need secrets."""

    id: str
    ready: bool = Field(description="Whether nothing is missing or unknown.")
    connections: list[CheckedConnection]


class Counts(Strict):
    """Connections by state."""

    tenants: int
    ready: int = Field(description="Tenants that are ready.")
    present: int
    unverified: int
    missing: int
    forbidden: int
    unreachable: int


class SecretsCheck(Strict):
    """`secrets check`: whether every referenced path and key is there."""

    version: Literal[1]
    store: str
    summary: Counts
    tenants: list[CheckedTenant]


class Position(Strict):
    """A place in a file."""

    path: str
    line: int
    column: int


class Referrer(Strict):
    """A tenant's connection that refers to a path."""

    tenant: str
    connector: str
    scope: Literal["tenant", "global"]
    secrets: dict[str, str] = Field(description="Keys by PAN_SEC_ variable.")
    set_by: Position = Field(description="What says so: an entry, a setting, or the connector.")


class ReferredPath(Strict):
    """A path of the store and who refers to it."""

    mount: str
    path: str
    keys: list[str]
    shared: bool = Field(description="Whether tenants share it, global connectors of one integration left out.")
    references: list[Referrer]


class UnusedConnection(Strict):
    """A connector or an entry that no tenant uses."""

    kind: Literal["connector", "entry"]
    integration: str | None
    connector: str
    declared: Position


class SecretReferences(Strict):
    """`secrets refs`: who refers to what."""

    version: Literal[1]
    store: str
    paths: list[ReferredPath]
    unused: list[UnusedConnection]
