"""What was found in the pieces of a change, and the ledger after it."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from tenantry.declare.layout import tenant_files
from tenantry.diagnostics import Diagnostic
from tenantry.incremental.change import Change
from tenantry.incremental.enter import accounts_of, pace_of
from tenantry.incremental.pieces import Piece
from tenantry.incremental.state import State
from tenantry.ledger import Account, Amended, Entry, Ledger, Pace, PaceView, account_of, packed
from tenantry.model.compiled import Compiled
from tenantry.model.declared import Declarations
from tenantry.model.purpose import Judging, Purpose
from tenantry.model.standing import Claim, Standing
from tenantry.rules import judge_crew, judge_store
from tenantry.rules.claims import tidy
from tenantry.rules.fleet import Crew, Store

_NEW = Account(entries={}, declared=False, connectors={}, found={}, ignores={}, together=())


class Part(NamedTuple):
    """The account of some tenants of an integration, and the files that were looked at for it."""

    account: Account
    files: frozenset[str]

    @classmethod
    def together(cls, parts: Sequence[Part]) -> Part:
        """Of all these tenants."""
        accounts = [part.account for part in parts]
        account = replace(
            accounts[0],
            entries=ChainMap(*(dict(each.entries) for each in accounts)),
            found=ChainMap(*(dict(each.found) for each in accounts)),
            ignores=ChainMap(*(dict(each.ignores) for each in accounts)),
        )
        return cls(account, frozenset().union(*(part.files for part in parts)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """An account after a change. `moved` says that places in the store are others than before, `pace` by how much more
    tenants run by each schedule."""

    account: Account = field(repr=False)
    moved: bool
    pace: Pace = field(repr=False)


class Found(NamedTuple):
    """What a piece tells: accounts as they are now and, of integrations that were cut, their part of it."""

    renewed: Mapping[str, Renewed]
    parts: Mapping[str, Part]


def found_in(piece: Piece, compiled: Compiled, change: Change, *, names: Iterable[str]) -> Found | None:
    """What a piece that was compiled and judged singly tells of these integrations. None where that cannot be judged
    apart."""
    fresh, declarations = accounts_of(compiled), compiled.declarations
    if declarations is None or fresh is None:
        return None
    files = frozenset((*compiled.snapshot.files, *change.ids))
    parts = {name: Part(fresh.get(name, _NEW), files) for name in names}
    whole = {name: part for name, part in parts.items() if name not in piece.cut}
    return Found(
        renewed={name: _renewed(change, name, part, declarations) for name, part in whole.items()},
        parts={name: _packed(part) for name, part in parts.items() if name in piece.cut},
    )


def _packed(part: Part) -> Part:
    return part._replace(account=replace(part.account, entries=packed(part.account.entries)))


def _renewed(change: Change, name: str, part: Part, declarations: Declarations) -> Renewed:
    """The account of an integration, of which the part has all that had to be looked at."""
    old = change.ledger.accounts.get(name, _NEW)
    new, files = part.account, {path for path in part.files if account_of(path) == name}
    gone = _gone(old, new, files)
    merged = _merged(old, new, gone.keys(), files)
    own = any(path.startswith(f"integrations/{name}/") for path in change.ids)
    again = own or _standings(new.entries) != _standings(gone)
    together = _together(name, merged, declarations, change.state) if again else old.together
    pace = pace_of(new.entries.values())
    pace.subtract(pace_of(gone.values()))
    return Renewed(
        account=replace(merged, entries=packed(merged.entries), together=together),
        moved=old.connectors != new.connectors or _places(gone) != _places(new.entries),
        pace=pace,
    )


def _gone(old: Account, new: Account, files: Set[str]) -> dict[str, Entry]:
    """The tenants that an account had, of those whose files were looked at again."""
    known = {tenant: old.entries.get(tenant) for tenant in {*new.entries, *tenant_files(files)}}
    return {
        tenant: entry
        for tenant, entry in known.items()
        if entry is not None and (entry.path in files or tenant in new.entries)
    }


def _joined(change: Change, found: Sequence[Found]) -> Mapping[str, Renewed]:
    """What all pieces tell."""
    accounts = {name: account for each in found for name, account in each.renewed.items()}
    parts: dict[str, list[Part]] = {}
    for name, part in (part for each in found for part in each.parts.items()):
        parts.setdefault(name, []).append(part)
    none = {name: frozenset[str]() for name in parts}
    declarations = change.part(none, Purpose(judging=Judging.NOTHING)).declarations if parts else None
    if declarations is not None:
        accounts |= {name: _renewed(change, name, Part.together(some), declarations) for name, some in parts.items()}
    return accounts


def changed_by(change: Change, found: Sequence[Found]) -> Ledger | None:
    """The ledger after a change, by what was found of all that it reaches. None where that cannot be judged apart."""
    ledger, accounts_found = change.ledger, _joined(change, found)
    accounts = {**ledger.accounts, **{name: each.account for name, each in accounts_found.items()}}
    moved = any(each.moved for each in accounts_found.values())
    store = _store(change, accounts) if moved else ledger.store
    if store is None or not any(account.entries for account in accounts.values()):
        return None
    return replace(
        ledger,
        ids=change.state.ids,
        accounts=accounts,
        store=store,
        pace=_pace(ledger, accounts_found.values()),
        origin=ledger.origin and ledger.origin.after(ledger.ids, change.ids),
        footprint=None,
    )


def _merged(old: Account, new: Account, gone: Set[str], files: Set[str]) -> Account:
    """What is known of an integration after some of its files were looked at again."""
    return replace(
        old,
        entries=Amended(old.entries, gone, new.entries),
        connectors=new.connectors,
        found={path: each for path, each in old.found.items() if path not in files} | dict(new.found),
        ignores={path: each for path, each in old.ignores.items() if path not in files} | dict(new.ignores),
    )


def _standings(entries: Mapping[str, Entry]) -> dict[str, Standing | None]:
    return {tenant: entry.standing for tenant, entry in entries.items()}


def _together(name: str, account: Account, declarations: Declarations, state: State) -> Sequence[Diagnostic]:
    integration = declarations.integrations.get(name)
    found = [each for _, each in sorted(_standings(account.entries).items()) if each is not None]
    if integration is None or not found:
        return ()
    return judge_crew(Crew(name=name, integration=integration, standings=found, as_of=state.as_of))


def _store(change: Change, accounts: Mapping[str, Account]) -> Sequence[Diagnostic] | None:
    """What is found of all places in the store. None where they are no longer tidy."""
    declarations = change.part({}, Purpose(judging=Judging.NOTHING)).declarations
    if declarations is None:
        return None
    connectors = {name: account.connectors for name, account in accounts.items() if account.connectors}
    entries = sorted((tenant, entry) for account in accounts.values() for tenant, entry in account.entries.items())
    claims = [claim for _, entry in entries for claim in entry.claims]
    if not tidy(declarations.settings.model.secrets, connectors, claims):
        return None
    files = {tenant: entry.path for tenant, entry in entries}
    return judge_store(Store(settings=declarations.settings, connectors=connectors, files=files, claims=claims))


def _places(entries: Mapping[str, Entry]) -> dict[str, tuple[str, tuple[Claim, ...]]]:
    return {tenant: (entry.path, entry.claims) for tenant, entry in entries.items()}


def _pace(ledger: Ledger, found: Iterable[Renewed]) -> PaceView:
    """That of the ledger itself, unread, where no schedule moved."""
    more = Pace()
    for each in found:
        more.update(each.pace)
    if not any(more.values()):
        return ledger.pace
    more.update(ledger.pace)
    return +more
