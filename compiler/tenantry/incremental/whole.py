"""A whole state, compiled integration by integration and, where it pays, by several processes: memory holds one
integration of each at a time, and what a ledger keeps of the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from tenantry.declare.layout import is_yaml, place, tenant_files
from tenantry.incremental.apart import apart
from tenantry.incremental.enter import accounts_of, is_twin, pace_of, validity
from tenantry.incremental.part import compile_part
from tenantry.incremental.reach import Reach
from tenantry.incremental.state import State
from tenantry.incremental.workers import shared_out
from tenantry.ledger import Account, Ledger, Pace, account_of, below, packed
from tenantry.model.declared import Declarations
from tenantry.model.standing import Claim
from tenantry.rules import judge_store
from tenantry.rules.claims import tidy
from tenantry.rules.fleet import Store
from tenantry.targets.target import Apart

FEW = 500
"""Tenants below which further processes are not worth their start: of 1 000, a second one takes 0.08 s of 0.53 s off
(measured on two processors)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """What came of one integration; `sound` says that any of its tenants could be resolved."""

    account: Account
    pace: Pace
    claims: Sequence[Claim]
    sound: bool


def compile_whole(state: State, *, jobs: int, rendered: bool = False) -> Ledger | None:
    """The ledger of a state that was read without a problem, as `enter` makes it of one compile of everything, by up to
    `jobs` processes; None where that must be done, or where tenants do not stand apart, in what is said of them or
    also in what is `rendered`."""
    reach = _everything(state)
    if reach is None:
        return None
    integrations = frozenset(name for name in reach if below(list(state.ids), f"integrations/{name}"))
    common = compile_part(state, {}, integrations=integrations)
    known = accounts_of(common)
    stands = apart(common.declarations) if common.declarations is not None else Apart.NO
    if common.declarations is None or known is None or stands < (Apart.RENDERS if rendered else Apart.CHECKS):
        return None
    names = sorted(reach, key=lambda name: -len(reach[name]))
    work = partial(_piece, state, reach, integrations)
    few = sum(map(len, reach.values())) < FEW
    found = dict(zip(names, shared_out(names, work, jobs=1 if few else jobs), strict=True))
    pieces = {name: piece for name, piece in sorted(found.items()) if piece is not None}
    if len(pieces) < len(found) or not any(piece.sound for piece in pieces.values()):
        return None
    return _together(state, common.declarations, known[""], pieces, stands)


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


def _piece(state: State, reach: Reach, integrations: frozenset[str], name: str) -> _Piece | None:
    compiled = compile_part(state, {name: reach[name]}, integrations=integrations)
    account = (accounts_of(compiled) or {}).get(name)
    if account is None or any(map(is_twin, compiled.findings.single)):
        return None
    entries = account.entries.values()
    return _Piece(
        account=replace(account, entries=packed(account.entries)),
        pace=pace_of(entries),
        claims=[claim for entry in entries for claim in entry.claims],
        sound=bool(compiled.installations),
    )


def _together(
    state: State, declarations: Declarations, common: Account, pieces: Mapping[str, _Piece], reach: Apart
) -> Ledger | None:
    accounts = {"": common, **{name: piece.account for name, piece in pieces.items()}}
    connectors = {name: account.connectors for name, account in accounts.items() if account.connectors}
    claims = sorted((claim for piece in pieces.values() for claim in piece.claims), key=lambda claim: claim.tenant)
    if not tidy(declarations.settings.model.secrets, connectors, claims):
        return None
    files = tenant_files(state.ids)
    store = Store(settings=declarations.settings, connectors=connectors, files=files, claims=claims)
    since, until = validity(declarations, state.as_of)
    return Ledger(
        since=since,
        until=until,
        ids=state.ids,
        accounts=accounts,
        store=judge_store(store),
        pace=sum((piece.pace for piece in pieces.values()), Counter()),
        renders_apart=reach is Apart.RENDERS,
    )
