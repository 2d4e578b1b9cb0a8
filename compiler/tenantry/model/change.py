"""What differs between two compiled states, for those who approve it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from tenantry.diagnostics import Diagnostic
from tenantry.model.document import Span
from tenantry.model.resolved import SecretReference


class Action(StrEnum):
    """What happens to a tenant."""

    ADD = "add"
    CHANGE = "change"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field of one tenant: plain data before and after (None: not there), and the place that caused it.

    `cause` stands in HEAD, or in BASE for what was removed; its line says nothing about the change itself.
    """

    field: str
    before: object
    after: object
    cause: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantChange:
    """A tenant that is added, changed or removed. Without `changes` only what is rendered for it differs."""

    id: str
    action: Action
    changes: tuple[FieldChange, ...]

    @property
    def integration(self) -> str:
        """The integration that the tenant uses."""
        return self.id.partition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One change that several tenants share. In a connection's path the tenant's own name reads `{tenant}`."""

    field: str
    before: object
    after: object
    cause: Span
    tenants: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChange:
    """A difference in a file that is no tenant's; without `field` the whole file comes or goes. `loosens` says that it
    weakens what judges changes."""

    path: str
    field: str
    before: object
    after: object
    cause: Span
    loosens: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtifactCount:
    """Artifacts that are created, updated and deleted."""

    created: int = 0
    updated: int = 0
    deleted: int = 0

    @property
    def total(self) -> int:
        """All that differ."""
        return self.created + self.updated + self.deleted


@dataclass(frozen=True, slots=True, kw_only=True)
class Rerendered:
    """Artifacts of one target that differ though nothing that a tenant is made of does: other options, say."""

    target: str
    artifacts: int
    tenants: tuple[str, ...]
    cause: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often the tenants that are not paused run: on the average day, and in the busiest minute of a week."""

    runs_per_day: Fraction
    peak_per_minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FireTimes:
    """The next instants at which a tenant fires, by the schedule of BASE and by that of HEAD."""

    tenant: str
    before: tuple[datetime, ...]
    after: tuple[datetime, ...]


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class NewConnection:
    """Credentials that a tenant did not use before, so that somebody must connect before its next run."""

    tenant: str
    connector: str
    scope: str
    store: str
    mount: str
    path: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the guard says: the limits as written, how many tenants each counts and may count, and which are broken."""

    limits: Mapping[str, str | int]
    counts: Mapping[str, int]
    allowed: Mapping[str, int]
    broken: tuple[str, ...] = ()

    @property
    def tripped(self) -> bool:
        """Whether the plan is refused."""
        return bool(self.broken)


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class NeededApproval:
    """Somebody who must approve, and why."""

    owner: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A committed override that is in force: what it allows, where, and whether this plan needs it."""

    name: str
    allow: tuple[str, ...]
    integration: str | None
    reason: str
    owner: str
    until: str
    used: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two states: what it was asked for by, the commit that was read, and how many tenants it has."""

    ref: str | None
    commit: str | None
    dirty: bool
    tenants: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whom a channel on the move reaches: how many tenants are on it, and what keeps some of them from the release."""

    integration: str
    channel: str
    release: str
    tenants: int
    unable: Mapping[str, tuple[Diagnostic, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that a merge would do. It knows nothing of disk or clock.

    `introduced` are problems that BASE has not, the plan's own among them; `known` those that were there. `unread`
    names tenants of HEAD that are broken, so that nothing is said about them. `failed` says that HEAD has errors,
    `refused` that guard or gates do not let the plan pass.
    """

    sides: tuple[Side, Side]
    digest: str
    tenants: Sequence[TenantChange] = field(repr=False)
    groups: Sequence[Group] = field(repr=False)
    outliers: frozenset[str] = field(repr=False)
    settings: Sequence[SettingChange]
    artifacts: Mapping[str, ArtifactCount]
    rerendered: Sequence[Rerendered]
    pace: tuple[Pace, Pace]
    fires: Sequence[FireTimes] = field(repr=False)
    connections: Sequence[NewConnection] = field(repr=False)
    secrets: Mapping[SecretReference, tuple[str, ...]] = field(repr=False)
    guard: Verdict
    overrides: Sequence[Waiver]
    approvals: Sequence[NeededApproval]
    reaches: Sequence[Reach]
    introduced: Sequence[Diagnostic] = field(repr=False)
    known: Sequence[Diagnostic] = field(repr=False)
    unread: Sequence[str] = ()
    failed: bool = False
    refused: bool = False

    @property
    def base(self) -> Side:
        """Where the plan starts."""
        return self.sides[0]

    @property
    def head(self) -> Side:
        """Where it leads."""
        return self.sides[1]

    def count(self, action: Action) -> int:
        """How many tenants are added, changed or removed."""
        return sum(change.action is action for change in self.tenants)

    @property
    def total(self) -> ArtifactCount:
        """Artifacts of all targets."""
        counts = self.artifacts.values()
        return ArtifactCount(
            created=sum(count.created for count in counts),
            updated=sum(count.updated for count in counts),
            deleted=sum(count.deleted for count in counts),
        )

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.tenants or self.settings or self.total.total)
