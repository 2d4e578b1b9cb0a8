"""A change: from the state that a ledger tells of to another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from tenantry.incremental.part import compile_part
from tenantry.incremental.reach import Reach, reached
from tenantry.incremental.state import State
from tenantry.ledger import Ledger
from tenantry.model.compiled import Compiled
from tenantry.model.purpose import Purpose


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a ledger is of, the state that it is to be of, and the ids that its files have there and not here (None: no
    such file), at a time for which the ledger holds."""

    ledger: Ledger = field(repr=False)
    state: State = field(repr=False)
    ids: Mapping[str, str | None]

    @classmethod
    def between(cls, ledger: Ledger, state: State, paths: Iterable[str]) -> Change:
        """That to a state which differs from the ledger's in these files at most."""
        ids = {path: name for path in paths if (name := state.ids.get(path)) != ledger.ids.get(path)}
        return cls(ledger=ledger, state=state, ids=ids)

    @cached_property
    def reach(self) -> Reach | None:
        """What it reaches; None where that is everything."""
        return reached(self.ledger.ids, self.ids)

    @property
    def size(self) -> int:
        """How many files of tenants and defaults it reaches."""
        return sum(map(len, (self.reach or {}).values()))

    @property
    def moving(self) -> frozenset[str]:
        """The files that come or go."""
        return frozenset(path for path, name in self.ids.items() if name is None or path not in self.ledger.ids)

    def part(self, reach: Reach, purpose: Purpose) -> Compiled:
        """A part of the state."""
        return compile_part(self.state, reach, integrations=self.ledger.integrations, purpose=purpose)
