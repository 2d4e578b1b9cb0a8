"""What gates judge, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from tenantry.diagnostics import Diagnostic
from tenantry.model.compiled import Compiled
from tenantry.model.document import Span

Kind = Literal["soak", "freeze", "hold"]
"""What an override must allow to open a gate (CONTRACT §2.5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A tenant of both states that changes its release, and the place that moves it."""

    tenant: str
    integration: str
    before: str
    after: str
    cause: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One way from a state to another: `as_of` is the instant of judgement, `committed` when BASE was committed (None
    where it is no commit), `moves` the tenants whose release changes."""

    before: Compiled = field(repr=False)
    after: Compiled = field(repr=False)
    as_of: datetime
    committed: datetime | None
    moves: Sequence[Move]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A closed gate. An override that allows `kind` for `integration` opens it."""

    kind: Kind
    integration: str
    problem: Diagnostic
