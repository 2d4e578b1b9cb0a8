"""Two states of which a ledger knows one → how they differ, of which no more is compiled than that; integration by
integration and, where it pays, by several processes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial

from tenantry.diagnostics import Diagnostic, Severity
from tenantry.incremental.advance import Advance
from tenantry.incremental.enter import hashed
from tenantry.incremental.part import compile_part
from tenantry.incremental.reach import Reach, reached
from tenantry.incremental.state import State
from tenantry.incremental.update import Change, Renewed, changed_by, renewed
from tenantry.incremental.whole import FEW
from tenantry.incremental.workers import shared_out
from tenantry.ledger import Ledger, diagnostics, packed
from tenantry.model.compiled import Compiled, Rest
from tenantry.model.resolved import SecretReference
from tenantry.model.shared import Shared
from tenantry.plan import Portion, portion


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two states, compiled without the tenants that they have alike, or without any, and how all tenants differ. The
    diagnostics of both are those of the whole."""

    before: Compiled = field(repr=False)
    after: Compiled = field(repr=False)
    portions: Sequence[Portion]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """From the state of a ledger, `after`, back to the state before, of which `change` tells how it differs; `told` is
    what is said of the one, `shared` what both have in common."""

    change: Change
    after: State
    shared: Shared = field(repr=False)
    told: Sequence[Diagnostic] = field(default=(), repr=False)

    def compiled(self, reach: Reach) -> tuple[Compiled, Compiled]:
        """A part of both states."""
        known = self.change.ledger.integrations
        before, after = (
            compile_part(state, reach, integrations=known, shared=self.shared)
            for state in (self.change.state, self.after)
        )
        return before, after


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """What came of some integrations."""

    renewed: Mapping[str, Renewed]
    portion: Portion


def compared(way: Way, *, jobs: int) -> Pair | None:
    """Compares by up to `jobs` processes. One tenant of each integration that both have alike stands for the others.
    None where the whole must be compiled: what differs reaches everything, the state before has errors, that after
    lacks a target, or an artifact depends on all tenants."""
    ledger = way.change.ledger
    reach = reached(ledger, way.change.ids) if ledger.renders_apart else None
    if reach is None:
        return None
    wide = {name: paths | _witness(ledger, name, paths) for name, paths in reach.items()}
    before, after = way.compiled({name: frozenset() for name in wide})
    told = diagnostics(ledger, after.documents["tenantry.yaml"])
    found = _shared_out(replace(way, told=told), wide, jobs)
    pieces = [piece for piece in found if piece is not None]
    accounts = {name: each for piece in pieces for name, each in piece.renewed.items()}
    past = changed_by(way.change, accounts, before.declarations) if len(pieces) == len(found) else None
    if past is None:
        return None
    known = diagnostics(past, before.documents["tenantry.yaml"])
    if any(problem.severity is Severity.ERROR for problem in known):
        return None
    return Pair(
        before=replace(before, diagnostics=known, rest=_rest(past)),
        after=replace(after, diagnostics=told, rest=_rest(ledger)),
        portions=[piece.portion for piece in pieces],
    )


def _shared_out(way: Way, wide: Reach, jobs: int) -> list[_Piece | None]:
    """Few tenants at once, many by integration, the largest first."""
    if sum(map(len, wide.values())) < FEW:
        return [_piece(way, wide)]
    names = sorted(wide, key=lambda name: (-len(wide[name]), name))
    parts = [{name: wide[name]} for name in names]
    advance = Advance("comparing tenants", [len(wide[name]) for name in names])
    return list(shared_out(parts, partial(_packed, way), jobs=jobs, advance=advance))


def _packed(way: Way, reach: Reach) -> _Piece | None:
    piece = _piece(way, reach)
    return piece and replace(piece, renewed=dict(_small(piece.renewed)))


def _small(found: Mapping[str, Renewed]) -> Iterator[tuple[str, Renewed]]:
    for name, each in found.items():
        yield name, replace(each, account=replace(each.account, entries=packed(each.account.entries)))


def _piece(way: Way, reach: Reach) -> _Piece | None:
    before, after = way.compiled(reach)
    accounts = renewed(way.change, before, reach)
    if accounts is None or not (_peopled(before, reach) and _peopled(after, reach)) or _lacks_targets(after):
        return None
    found = portion(before, replace(after, diagnostics=way.told), as_of=way.after.as_of)
    return _Piece(renewed=accounts, portion=found)


def _witness(ledger: Ledger, integration: str, paths: frozenset[str]) -> frozenset[str]:
    """The file of a tenant that is sound and none of these."""
    account = ledger.accounts.get(integration)
    entries = account.entries.values() if account is not None else ()
    others = (entry.path for entry in entries if entry.standing is not None and entry.path not in paths)
    return frozenset({min(others, default="")} - {""})


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


def _rest(ledger: Ledger) -> Rest:
    """All tenants of a ledger."""

    @cache
    def secrets() -> frozenset[bytes]:
        entries = (entry for account in ledger.accounts.values() for entry in account.entries.values())
        return frozenset(secret for entry in entries for secret in entry.secrets)

    def refers(secret: SecretReference) -> bool:
        return hashed(secret) in secrets()

    return Rest(tenants=ledger.tenants, pace=ledger.pace, refers=refers)
