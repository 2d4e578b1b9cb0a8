"""What is remembered of runs, as the runner asks for it: a small interface, which `sqlite` is one of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A run that begins. Times are in UTC."""

    tenant: str
    release: str
    mode: str
    trigger: str
    started_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run ended. `seconds` are those of a clock that nobody sets; `stdout` is the line that is handed on."""

    phase: str
    seconds: float
    exit_code: int | None = None
    message: str | None = None
    stdout: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """An earlier run as later ones see it."""

    started_at: datetime
    completed_at: datetime
    phase: str
    stdout: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run in the history; `outcome` is None while it goes on."""

    number: int
    begun: Begun
    completed_at: datetime | None
    outcome: Outcome | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The runs of one tenant on one release that have ended: from the start of the first to the end of the last."""

    tenant: str
    release: str
    runs: int
    failed: int
    since: datetime
    until: datetime


class History(Protocol):
    """The memory of runs. The caller holds the tenant's lock where it writes."""

    def begin(self, run: Begun) -> int:
        """Notes a run and gives its number; runs of the tenant that never ended are noted as crashed."""

    def finish(self, number: int, outcome: Outcome) -> None:
        """Notes the end of a run."""

    def last(self, tenant: str) -> Finished | None:
        """The tenant's last run that has ended."""

    def last_succeeded(self, tenant: str) -> Finished | None:
        """The tenant's last run that succeeded."""

    def runs(self, tenant: str | None, *, limit: int) -> Sequence[Run]:
        """The runs of a tenant or of all, the newest first."""

    def tenants(self) -> Sequence[str]:
        """The tenants that have run, by id."""

    def tallies(self, tenant: str | None, *, since: datetime | None) -> Sequence[Tally]:
        """How runs went, of a tenant or of all, that began at `since` or later; sorted by tenant and release."""

    def metadata(self, tenant: str) -> Mapping[str, object]:
        """What runs of the tenant have learned."""

    def learn(self, tenant: str, values: Mapping[str, object]) -> None:
        """Lays values over what runs of the tenant have learned, key by key."""
