"""Two states, each told by how it differs from that of one ledger → how they differ from each other. No more is
compiled than that, and each side once: to be compared, and for a ledger of its own as far as what is found there is not
known. Integration by integration and, where it pays, by several processes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import NamedTuple

from tenantry.declare.layout import tenant_files
from tenantry.diagnostics import Diagnostic, Severity
from tenantry.incremental.change import Change
from tenantry.incremental.enter import hashed
from tenantry.incremental.found import Found, changed_by, found_in
from tenantry.incremental.pieces import Piece, piece_by_piece
from tenantry.incremental.reach import COMMON, Reach
from tenantry.incremental.update import update
from tenantry.ledger import Ledger, diagnostics
from tenantry.model.compiled import Compiled, Rest
from tenantry.model.purpose import Judging, Purpose
from tenantry.model.resolved import SecretReference
from tenantry.model.shared import Shared
from tenantry.plan import Portion, portion


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two states, compiled without the tenants that they have alike, or without any, and how all tenants differ. The
    diagnostics of both are those of the whole. `ledger` is that of the state after, where it was found on the way."""

    before: Compiled = field(repr=False)
    after: Compiled = field(repr=False)
    portions: Sequence[Portion]
    ledger: Ledger | None = field(default=None, repr=False)


class Way(NamedTuple):
    """From one state to another, both as changes of the state of one ledger."""

    before: Change
    after: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """One of the two. What is found in the integrations that are `unknown` is not what is `told` of the ledger's state;
    `common` is the state without tenants, `shared` what both sides have in common."""

    change: Change
    unknown: frozenset[str]
    told: Sequence[Diagnostic] = field(repr=False)
    common: Compiled = field(repr=False)
    shared: Shared = field(repr=False)

    @classmethod
    def of(cls, change: Change, reach: Reach, shared: Shared) -> _Side:
        """That of a change, as far as the reach goes."""
        own = change.reach or {}
        judging = Judging.SINGLY if COMMON in own else Judging.NOTHING
        names = {*reach, *(change.ledger.integrations if COMMON in reach else ())}
        purpose = Purpose(shared=shared, beside_errors=True, judging=judging)
        common = change.part({name: frozenset() for name in sorted(names)}, purpose)
        told = diagnostics(change.ledger, common.documents["tenantry.yaml"])
        unknown = frozenset(name for name in reach if name in own or not _sound(change.ledger, name))
        return cls(change=change, unknown=unknown, told=told, common=common, shared=shared)

    def compiled(self, piece: Piece) -> tuple[Compiled, Found | None] | None:
        """A piece of the state, and what of it was not known. None where that cannot be judged apart."""
        names = self.unknown & piece.reach.keys()
        judging = Judging.SINGLY if names else Judging.NOTHING
        purpose = Purpose(shared=self.shared, beside_errors=True, judging=judging)
        compiled = self.change.part(piece.reach, purpose)
        if not names:
            return replace(compiled, diagnostics=self.told), None
        found = found_in(piece, compiled, self.change, names=names)
        return (compiled, found) if found is not None else None

    def whole(self, found: Iterable[Found | None]) -> tuple[Compiled, Ledger] | None:
        """The state without tenants and all that is said of it, and its ledger, after this was found. None where that
        cannot be judged apart."""
        new = [each for each in found if each is not None]
        if COMMON in (self.change.reach or {}):
            beside = found_in(Piece({}), self.common, self.change, names=(COMMON,))
            if beside is None:
                return None
            new.append(beside)
        ledger = changed_by(self.change, new)
        if ledger is None:
            return None
        said = diagnostics(ledger, self.common.documents["tenantry.yaml"]) if new else self.told
        return replace(self.common, diagnostics=said, rest=_rest(ledger)), ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compared:
    """What came of a piece: how the sides differ, and what was not known of each."""

    portion: Portion
    before: Found | None
    after: Found | None


def compared(way: Way, *, jobs: int) -> Pair | None:
    """Compares by up to `jobs` processes. One tenant of each integration that both have alike stands for the others.
    None where the whole must be compiled: what differs reaches everything, the state before has errors, that after
    lacks a target, or an artifact depends on all tenants."""
    met = _met(way, jobs=jobs)
    reach = _reach(met) if met is not None else None
    if met is None or reach is None:
        return None
    shared = Shared()
    before, after = (_Side.of(change, reach, shared) for change in (met.before, met.after))
    if not met.before.ids and _fails(before.told):
        return None
    work, moving = partial(_compared, before, after), met.before.moving | met.after.moving
    apart = {name: paths for name, paths in reach.items() if name != COMMON}
    pieces = piece_by_piece(apart, work, moving=moving, step="comparing tenants", jobs=jobs)
    found = [piece for piece in pieces if piece is not None]
    past, now = before.whole(piece.before for piece in found), after.whole(piece.after for piece in found)
    if len(found) < len(pieces) or past is None or now is None or _fails(past[0].diagnostics):
        return None
    return Pair(before=past[0], after=now[0], portions=[piece.portion for piece in found], ledger=now[1])


def _met(way: Way, *, jobs: int) -> Way | None:
    """The way after what changed alike on both sides was found out, once. None where tenants cannot be judged and
    rendered apart."""
    before, after = way.before, way.after
    if not after.ledger.renders_apart:
        return None
    if not any(path in after.ids and after.ids[path] == name for path, name in before.ids.items()):
        return way
    ledger = update(min(before, after, key=lambda change: change.size), jobs=jobs)
    if ledger is None:
        return None
    paths = {*before.ids, *after.ids}
    return Way(*(Change.between(ledger, change.state, paths) for change in (before, after)))


def _reach(way: Way) -> Reach | None:
    """What differs on either side, and a witness in each integration; None where that is everything."""
    ledger, one, other = way.after.ledger, way.before.reach, way.after.reach
    if one is None or other is None:
        return None
    empty = frozenset[str]()
    both = {name: one.get(name, empty) | other.get(name, empty) for name in sorted({*one, *other})}
    return {name: paths | _witness(ledger, name, paths) for name, paths in both.items()}


def _witness(ledger: Ledger, integration: str, paths: frozenset[str]) -> frozenset[str]:
    """The file of a tenant that is sound and none of these."""
    account = ledger.accounts.get(integration)
    known = len(account.entries) if account is not None else 0
    reached = sum(path in ledger.ids for path in tenant_files(paths).values())
    if account is None or known == reached:
        return frozenset()
    others = (
        entry.path for entry in account.entries.values() if entry.standing is not None and entry.path not in paths
    )
    return frozenset({min(others, default="")} - {""})


def _sound(ledger: Ledger, integration: str) -> bool:
    """Whether no error was found in what belongs to an integration, or to all."""
    accounts = (ledger.accounts.get(name) for name in (COMMON, integration))
    problems = (each for account in accounts if account is not None for some in account.found.values() for each in some)
    return all(problem.severity is not Severity.ERROR for problem in problems)


def _compared(before: _Side, after: _Side, piece: Piece) -> _Compared | None:
    was, now = before.compiled(piece), after.compiled(piece)
    if was is None or now is None:
        return None
    (old, found_before), (new, found_after) = was, now
    if not (_peopled(old, piece.reach) and _peopled(new, piece.reach)) or _lacks_targets(new):
        return None
    found = portion(old, new, as_of=after.change.state.as_of)
    return _Compared(portion=found, before=found_before, after=found_after)


def _peopled(state: Compiled, reach: Reach) -> bool:
    """Whether every integration has tenants: the first and the last change what stands beside them."""
    return {each.integration for each in state.installations} == set(reach)


def _lacks_targets(state: Compiled) -> bool:
    """Whether a target may have an error, and then render nothing of any tenant: what is found of broken tenants, and
    in files of tenants, is none of a target's."""
    sound = {each.id for each in state.installations}
    errors = (each for each in state.findings.single if each.severity is Severity.ERROR)
    return any(
        not sound.isdisjoint(each.tenants) if each.tenants else not each.span.path.startswith("tenants/")
        for each in errors
    )


def _fails(told: Sequence[Diagnostic]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in told)


def _rest(ledger: Ledger) -> Rest:
    """All tenants of a ledger."""

    @cache
    def secrets() -> frozenset[bytes]:
        entries = (entry for account in ledger.accounts.values() for entry in account.entries.values())
        return frozenset(secret for entry in entries for secret in entry.secrets)

    def refers(secret: SecretReference) -> bool:
        return hashed(secret) in secrets()

    return Rest(tenants=ledger.tenants, pace=ledger.pace, refers=refers)
