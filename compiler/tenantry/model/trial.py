"""What another release would mean for tenants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tenantry.diagnostics import Diagnostic
from tenantry.model.change import NewConnection


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """An env variable that would be another: None where it is not there."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One tenant and the release that is asked about. `release` is the one that it runs (None: it is broken), by a
    channel or a pin; `problems` keep it from the other, `env` and `connections` would be new there."""

    tenant: str
    release: str | None
    channel: str | None
    problems: tuple[Diagnostic, ...]
    env: tuple[Variable, ...]
    connections: tuple[NewConnection, ...]

    @property
    def able(self) -> bool:
        """Whether the tenant could take the release."""
        return not self.problems


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """Every tenant of an integration against one release. `status` is the release's, `reason` why it is that."""

    integration: str
    release: str
    status: str
    reason: str | None
    outcomes: Sequence[Outcome] = field(repr=False)

    def count(self, *, able: bool) -> int:
        """How many tenants could take it, or could not."""
        return sum(each.able is able for each in self.outcomes)
