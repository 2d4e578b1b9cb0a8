"""A whole state, compiled integration by integration and, where it pays, by several processes: memory holds one
integration of each at a time, and what a ledger keeps of the others."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from typing import Generic, TypeVar

from tenantry.declare.layout import is_yaml, place, tenant_files
from tenantry.incremental.advance import Advance
from tenantry.incremental.apart import apart
from tenantry.incremental.enter import accounts_of, claims_of, is_twin, pace_of, validity
from tenantry.incremental.part import compile_part, files_of
from tenantry.incremental.reach import Reach
from tenantry.incremental.state import State
from tenantry.incremental.workers import shared_out
from tenantry.ledger import Account, Ledger, Pace, account_of, below, packed
from tenantry.model.compiled import Compiled
from tenantry.model.declared import Declarations
from tenantry.model.purpose import Purpose
from tenantry.model.shared import Shared
from tenantry.model.standing import Claim
from tenantry.rules import judge_store
from tenantry.rules.claims import tidy
from tenantry.rules.fleet import Store
from tenantry.schedule.zones import tzdata_version
from tenantry.targets.target import Apart

Made = TypeVar("Made")
Result = TypeVar("Result")

FEW = 500
"""Tenants below which further processes are not worth their start: of 1 000, a second one takes 0.08 s of 0.53 s off
(measured on two processors)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece(Generic[Made]):
    """What came of one integration, of which so many tenants could be resolved."""

    account: Account
    pace: Pace
    claims: Sequence[Claim]
    tenants: int
    failed: bool
    made: Made


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts(Generic[Made]):
    """What came of a whole state: its ledger, how many tenants could be resolved of each integration that has any, what
    was made of each integration, and whether one had errors for itself."""

    ledger: Ledger
    tenants: Mapping[str, int]
    made: Mapping[str, Made]
    failed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A whole state to be compiled in parts: what is common to all has been."""

    state: State
    integrations: frozenset[str]
    reach: Reach
    purpose: Purpose
    common: Compiled
    account: Account
    stands: Apart
    kept: bool
    """Whether the ledger is to be kept, or tells what was found and no more: then it has no tenants."""
    doing: str
    """What is said of it meanwhile."""

    def parts(self, then: Callable[[Compiled], Made], *, jobs: int) -> Parts[Made] | None:
        """Every integration, and what `then` makes of it where it was compiled, by so many processes. None where the
        whole must be compiled at once."""
        found = self._of_each(partial(_piece, self, then), jobs=jobs)
        pieces = {name: piece for name, piece in found.items() if piece is not None}
        tenants = {name: piece.tenants for name, piece in pieces.items() if piece.tenants}
        declarations: Declarations | None = self.common.declarations
        if len(pieces) < len(found) or not tenants or declarations is None:
            return None
        ledger = _together(self.state, declarations, self.account, pieces, self.stands)
        failed = any(piece.failed for piece in pieces.values())
        made = {name: piece.made for name, piece in pieces.items()}
        return Parts(ledger=ledger, tenants=tenants, made=made, failed=failed) if ledger is not None else None

    def made(
        self, known: Callable[[str], Made | None], then: Callable[[Compiled], Made], *, jobs: int
    ) -> dict[str, Made]:
        """What is known of each integration, or what `then` makes of it compiled, by so many processes. Nothing is
        judged of them together: that is for states of which a ledger tells everything."""
        return self._of_each(partial(_made, self, known, then), jobs=jobs)

    def key(self, name: str) -> str:
        """What the artifacts of an integration follow from, beside this compiler: the files that they are made of, the
        names of all integrations, which decide those of objects, and the tz database."""
        paths = files_of(self.state, {name: self.reach[name]})
        basis = [sorted(self.integrations), tzdata_version(), [(path, self.state.ids[path]) for path in paths]]
        return sha256(json.dumps(basis).encode()).hexdigest()

    def _of_each(self, work: Callable[[str], Result], *, jobs: int) -> dict[str, Result]:
        """By the name of the integration; the largest are begun first."""
        reach = self.reach
        names = sorted(reach, key=lambda name: -len(reach[name]))
        few = sum(map(len, reach.values())) < FEW
        advance = Advance(self.doing, [len(tenant_files(reach[name])) for name in names])
        found = dict(zip(names, shared_out(names, work, jobs=1 if few else jobs, advance=advance), strict=True))
        return dict(sorted(found.items()))


def compile_whole(state: State, *, jobs: int, rendered: bool = False) -> Ledger | None:
    """The ledger of a state that can be read without a problem. None where the whole must be compiled at once, as its
    tenants do not stand apart: in what is said of them or, if asked for, in what is `rendered`."""
    order = in_parts(state, Apart.RENDERS if rendered else Apart.CHECKS)
    parts = order.parts(lambda _: None, jobs=jobs) if order is not None else None
    return parts.ledger if parts is not None else None


def in_parts(
    state: State, least: Apart, *, only: Sequence[str] = (), kept: bool = True, doing: str = "checking tenants"
) -> Order | None:
    """A state that can be read without a problem, to be compiled in parts; `only` are the targets to render as in
    `compile_snapshot`. None where its tenants do not stand apart at `least` so far."""
    reach = _everything(state)
    if reach is None:
        return None
    integrations = frozenset(name for name in reach if below(state.ids.paths, f"integrations/{name}"))
    shared = Shared()
    common = compile_part(state, {}, integrations=integrations, purpose=Purpose(only=only, shared=shared))
    known = accounts_of(common)
    stands = apart(common.declarations, only) if common.declarations is not None else Apart.NO
    if known is None or stands < least:
        return None
    return Order(
        state=state,
        integrations=integrations,
        reach=reach,
        purpose=Purpose(only=only, shared=shared.held()),
        common=common,
        account=known[""],
        stands=stands,
        kept=kept,
        doing=doing,
    )


def _everything(state: State) -> dict[str, frozenset[str]] | None:
    """The files of tenants and defaults of each integration. None where a file belongs to none and is not known."""
    found: dict[str, list[str]] = {}
    for path in filter(is_yaml, state.ids):
        name = account_of(path)
        if name:
            found.setdefault(name, []).extend([path] if path.startswith("tenants/") else [])
        elif place(path) is None:
            return None
    return {name: frozenset(paths) for name, paths in found.items()}


def _compiled(order: Order, name: str) -> Compiled:
    reach = {name: order.reach[name]}
    return compile_part(order.state, reach, integrations=order.integrations, purpose=order.purpose)


def _made(order: Order, known: Callable[[str], Made | None], then: Callable[[Compiled], Made], name: str) -> Made:
    found = known(name)
    return found if found is not None else then(_compiled(order, name))


def _piece(order: Order, then: Callable[[Compiled], Made], name: str) -> _Piece[Made] | None:
    compiled = _compiled(order, name)
    account = (accounts_of(compiled, entered=order.kept) or {}).get(name)
    if account is None or any(map(is_twin, compiled.findings.single)):
        return None
    entries = account.entries.values()
    return _Piece(
        account=replace(account, entries=packed(account.entries)) if order.kept else account,
        pace=pace_of(entries),
        claims=[claim for entry in entries for claim in entry.claims] if order.kept else claims_of(compiled),
        tenants=len(compiled.installations),
        failed=compiled.failed,
        made=then(compiled),
    )


def _together(
    state: State, declarations: Declarations, common: Account, pieces: Mapping[str, _Piece[Made]], reach: Apart
) -> Ledger | None:
    accounts = {"": common, **{name: piece.account for name, piece in pieces.items()}}
    connectors = {name: account.connectors for name, account in accounts.items() if account.connectors}
    claims = sorted((claim for piece in pieces.values() for claim in piece.claims), key=lambda claim: claim.tenant)
    if not tidy(declarations.settings.model.secrets, connectors, claims):
        return None
    files = tenant_files(state.ids)
    store = Store(settings=declarations.settings, connectors=connectors, files=files, claims=claims)
    since, until = validity(declarations, state.as_of)
    pace: Pace = Counter()
    for piece in pieces.values():
        pace.update(piece.pace)
    return Ledger(
        since=since,
        until=until,
        ids=state.ids,
        accounts=accounts,
        store=judge_store(store),
        pace=pace,
        renders_apart=reach is Apart.RENDERS,
    )
