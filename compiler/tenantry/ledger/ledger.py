"""What one run found, kept so that the next asks only about what changed.

A ledger has an account for each integration, as integrations do not refer to each other: what was found there, file by
file, and what the others must know of each tenant. Whatever is in it follows from the files whose ids it lists, from
the compiler, and from the time between `since` and `until`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, NamedTuple

from tenantry.diagnostics import Diagnostic
from tenantry.model.document import Ignore
from tenantry.model.ids import Ids
from tenantry.model.snapshot import Footprint
from tenantry.model.standing import Claim, Standing
from tenantry.schedule.meaning import Schedule

HASH: Final = 12
"""Bytes of a secret's hash: of a thousand million references no two meet by chance."""

Found = Mapping[str, Sequence[Diagnostic]]
"""Problems by the file that they are about; those of a tenant by the tenant's file."""
Pace = Counter[tuple[Schedule, str]]
"""How many tenants that are not paused run by each schedule in each zone."""
PaceView = Mapping[tuple[Schedule, str], int]
"""The same, to be read alone."""


class Entry(NamedTuple):
    """One tenant: its file, when it runs (None where it is broken), its places in the store that are not its own by
    default, and a hash of each secret that it refers to."""

    path: str
    standing: Standing | None
    claims: tuple[Claim, ...]
    secrets: frozenset[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One integration: its tenants by id, what was found in its files and of its tenants, and of these `together`.
    `declared` says that it has files of its own, `connectors` their scopes."""

    entries: Mapping[str, Entry] = field(repr=False)
    declared: bool
    connectors: Mapping[str, str]
    found: Found
    ignores: Mapping[str, Sequence[Ignore]]
    together: Sequence[Diagnostic]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The commit that a state was last compared with, and the ids that files have there and not here (None: the commit
    has no such file)."""

    commit: str
    others: Mapping[str, str | None]

    def after(self, ids: Mapping[str, str], changed: Mapping[str, str | None]) -> Origin:
        """The same commit for a state whose files had these ids until they changed (None: they are gone)."""
        others = dict(self.others)
        for path, now in changed.items():
            there = others.pop(path, ids.get(path))
            if there != now:
                others[path] = there
        return replace(self, others=others)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A whole state: `ids` are those that git gives to the files, by sorted path; `accounts` by integration, that of ""
    for the files that belong to none; `store` what was found of all places in the store. `renders_apart` says that an
    artifact of several tenants differs just where one of theirs does."""

    since: datetime
    until: datetime
    ids: Ids = field(repr=False)
    accounts: Mapping[str, Account] = field(repr=False)
    store: Sequence[Diagnostic]
    pace: PaceView = field(repr=False)
    renders_apart: bool
    origin: Origin | None = None
    footprint: Footprint | None = field(default=None, repr=False)

    def holds(self, as_of: datetime) -> bool:
        """Whether what was found is still so at an instant."""
        return self.since <= as_of < self.until

    def __iter__(self) -> Iterator[Diagnostic]:
        """Everything that was found."""
        for account in self.accounts.values():
            for problems in account.found.values():
                yield from problems
            yield from account.together
        yield from self.store

    @property
    def tenants(self) -> int:
        """How many tenants have a file."""
        return sum(len(account.entries) for account in self.accounts.values())

    @property
    def integrations(self) -> frozenset[str]:
        """Every integration that there is, usable or not."""
        return frozenset(name for name, account in self.accounts.items() if account.declared)


def account_of(path: str) -> str:
    """The integration that a file belongs to, by its path alone; "" where it belongs to all."""
    parts = path.split("/", 2)
    return parts[1] if len(parts) == 3 and parts[0] in ("integrations", "tenants") else ""
