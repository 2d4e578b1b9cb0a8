"""The output of `tenantry plan` (CONTRACT §4.3)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from tenantry.model.declared.base import Strict


class Place(Strict):
    """A place in a file; lines and columns start at 1."""

    path: str
    line: int
    column: int


class BaseState(Strict):
    """Where the plan starts."""

    ref: str | None = Field(description="What BASE was called.")
    commit: str | None = Field(description="The commit that was read.")


class HeadState(BaseState):
    """Where the plan leads."""

    dirty: bool = Field(description="Whether HEAD is a worktree that differs from its commit; it is no commit then.")


class Artifacts(Strict):
    """How many artifacts differ."""

    created: int
    updated: int
    deleted: int


class Summary(Strict):
    """The counts."""

    tenants: int = Field(description="Tenants of HEAD.")
    added: int
    removed: int
    changed: int
    artifacts: Artifacts


class Change(Strict):
    """One field before and after; null where it is not there."""

    field: str = Field(
        description="Its first segment is one of configs, release, schedule, paused, connections, labels, metadata, "
        "limits, env, group."
    )
    before: Any
    after: Any
    cause: Place = Field(description="The place in HEAD that caused it, or in BASE for what was removed there.")


class SharedChange(Change):
    """One change of several tenants. In the path of a connection their own name reads {tenant}."""

    tenants: list[str]


class ChangedTenant(Strict):
    """A tenant that differs. Without changes only what is rendered for it does."""

    id: str
    action: Literal["add", "change", "remove"]
    changes: list[Change]


class Rates(Strict):
    """A number before and after."""

    before: float
    after: float


class Counts(Strict):
    """A count before and after."""

    before: int
    after: int


class Pace(Strict):
    """How often the fleet runs, paused tenants left out."""

    runs_per_day: Rates = Field(description="On the average day of the calendar.")
    peak_per_minute: Counts = Field(description="Starts in the busiest minute of the seven days from --as-of on.")


class Guard(Strict):
    """The guard of BASE."""

    tripped: bool
    limits: dict[str, str | int]


class Approval(Strict):
    """Somebody who must approve."""

    owner: str
    because: str


class Setting(Strict):
    """A difference in a file that is no tenant's."""

    path: str
    field: str | None = Field(description="null where the whole file comes or goes.")
    before: Any
    after: Any
    cause: Place
    loosens: bool = Field(description="Whether it weakens what judges changes, and so needs the `guard` approval.")


class Reached(Strict):
    """A tenant that could not take the release of its channel."""

    tenant: str
    diagnostics: list[dict[str, Any]]


class MovingChannel(Strict):
    """A channel that goes to another release, or begins to."""

    integration: str
    channel: str
    release: str
    tenants: int = Field(description="Tenants on the channel.")
    unable: list[Reached]


class Rerendered(Strict):
    """Artifacts that differ though nothing that their tenants are made of does."""

    target: str
    artifacts: int
    tenants: list[str]
    cause: Place | None


class Connection(Strict):
    """Credentials that must be connected before the tenant's next run."""

    tenant: str
    connector: str
    scope: str
    store: str
    mount: str
    path: str
    keys: list[str]


class Secret(Strict):
    """A secret that nothing in BASE refers to."""

    store: str
    mount: str
    path: str
    key: str
    tenants: list[str]


class Fires(Strict):
    """The next fire times of a tenant whose schedule changes, in UTC."""

    tenant: str
    before: list[str]
    after: list[str]


class Override(Strict):
    """An override of HEAD that is in force."""

    name: str
    allow: list[str]
    integration: str | None
    reason: str
    owner: str
    until: str
    used: bool = Field(description="Whether the plan needs it.")


class PlanOutput(Strict):
    """`plan`: what a merge would do."""

    version: Literal[1]
    base: BaseState
    head: HeadState
    digest: str = Field(description="Of the set of changes: a rebase that changes nothing keeps it.")
    summary: Summary
    groups: list[SharedChange] = Field(description="Changes that several tenants share, gathered from `tenants`.")
    tenants: list[ChangedTenant] = Field(description="Every tenant that differs.")
    schedule: Pace
    guard: Guard
    approvals: list[Approval]
    diagnostics: list[dict[str, Any]] = Field(
        description="As `validate` reports them; `introduced` says whether BASE has it not."
    )
    settings: list[Setting]
    reaches: list[MovingChannel]
    rerendered: list[Rerendered]
    connections: list[Connection]
    secrets: list[Secret]
    targets: dict[str, Artifacts] = Field(description="Artifacts by target.")
    fires: list[Fires]
    overrides: list[Override]
    outliers: list[str] = Field(description="Tenants that the groups do not tell whole.")
    unread: list[str] = Field(description="Tenants of HEAD that are broken, of which nothing is said.")
