"""The ledger of one state, and what changed since → the ledger of another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from tenantry.diagnostics import Diagnostic
from tenantry.incremental.enter import accounts_of, pace_of
from tenantry.incremental.part import compile_part
from tenantry.incremental.reach import Reach, reached
from tenantry.incremental.state import State
from tenantry.ledger import Account, Ledger, Origin, Pace, PaceView
from tenantry.model.compiled import Compiled
from tenantry.model.declared import Declarations
from tenantry.model.shared import ALONE, Shared
from tenantry.model.standing import Claim, Standing
from tenantry.rules import judge_crew, judge_store
from tenantry.rules.claims import tidy
from tenantry.rules.fleet import Crew, Store

_NEW = Account(entries={}, declared=False, connectors={}, found={}, ignores={}, together=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a ledger is of, the state that it is to be of, and the ids that its files have there and not here (None: no
    such file), at a time for which the ledger holds."""

    ledger: Ledger = field(repr=False)
    state: State = field(repr=False)
    ids: Mapping[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """An account after a change. `moved` says that places in the store are others than before, `pace` by how much more
    tenants run by each schedule."""

    account: Account = field(repr=False)
    moved: bool
    pace: Pace = field(repr=False)


def update(
    ledger: Ledger, state: State, changed: Mapping[str, str | None], *, shared: Shared = ALONE
) -> Ledger | None:  # fmt: skip
    """The ledger of the state with the ids `changed`. None where the change reaches everything, or what cannot be
    judged apart."""
    reach = reached(ledger, changed)
    if reach is None:
        return None
    change = Change(ledger=ledger, state=state, ids=changed)
    compiled = compile_part(state, reach, integrations=ledger.integrations, shared=shared)
    found = renewed(change, compiled, reach)
    return changed_by(change, found, compiled.declarations) if found is not None else None


def renewed(change: Change, compiled: Compiled, reach: Reach) -> dict[str, Renewed] | None:
    """The accounts of what a change reaches, and more, that is `compiled`. None where that cannot be judged apart."""
    fresh = accounts_of(compiled)
    if compiled.declarations is None or fresh is None:
        return None
    files = {*compiled.snapshot.files, *change.ids}
    found: dict[str, Renewed] = {}
    for name in reach:
        old = change.ledger.accounts.get(name, _NEW)
        merged = _merged(old, fresh.get(name, _NEW), files)
        own = any(path.startswith(f"integrations/{name}/") for path in change.ids)
        again = own or _standings(merged) != _standings(old)
        together = _together(name, merged, compiled.declarations, change.state) if again else old.together
        pace = pace_of(merged.entries.values())
        pace.subtract(pace_of(old.entries.values()))
        found[name] = Renewed(
            account=replace(merged, together=together), moved=_places(old) != _places(merged), pace=pace
        )
    return found


def changed_by(change: Change, found: Mapping[str, Renewed], declarations: Declarations | None) -> Ledger | None:
    """The ledger after a change, of the accounts that it renewed; `declarations` need have no tenants."""
    ledger = change.ledger
    accounts = {**ledger.accounts, **{name: each.account for name, each in found.items()}}
    moved = any(each.moved for each in found.values())
    store = _store(accounts, declarations) if moved and declarations is not None else ledger.store
    if declarations is None or store is None or not any(account.entries for account in accounts.values()):
        return None
    return replace(
        ledger,
        ids=change.state.ids,
        accounts=accounts,
        store=store,
        pace=_pace(ledger, found.values()),
        origin=_origin(ledger, change.ids),
        footprint=None,
    )


def _merged(old: Account, new: Account, renewed: Set[str]) -> Account:
    """What is known of an integration after some of its files were looked at again."""
    return replace(
        old,
        entries={tenant: entry for tenant, entry in old.entries.items() if entry.path not in renewed}
        | dict(new.entries),
        connectors=new.connectors,
        found={path: each for path, each in old.found.items() if path not in renewed} | dict(new.found),
        ignores={path: each for path, each in old.ignores.items() if path not in renewed} | dict(new.ignores),
    )


def _standings(account: Account) -> dict[str, Standing | None]:
    return {tenant: entry.standing for tenant, entry in account.entries.items()}


def _together(name: str, account: Account, declarations: Declarations, state: State) -> Sequence[Diagnostic]:
    integration = declarations.integrations.get(name)
    found = [each for _, each in sorted(_standings(account).items()) if each is not None]
    if integration is None or not found:
        return ()
    return judge_crew(Crew(name=name, integration=integration, standings=found, as_of=state.as_of))


def _store(accounts: Mapping[str, Account], declarations: Declarations) -> Sequence[Diagnostic] | None:
    """What is found of all places in the store. None where they are no longer tidy."""
    connectors = {name: account.connectors for name, account in accounts.items() if account.connectors}
    entries = sorted((tenant, entry) for account in accounts.values() for tenant, entry in account.entries.items())
    claims = [claim for _, entry in entries for claim in entry.claims]
    if not tidy(declarations.settings.model.secrets, connectors, claims):
        return None
    files = {tenant: entry.path for tenant, entry in entries}
    return judge_store(Store(settings=declarations.settings, connectors=connectors, files=files, claims=claims))


def _places(account: Account) -> tuple[Mapping[str, str], dict[str, tuple[str, tuple[Claim, ...]]]]:
    return account.connectors, {tenant: (entry.path, entry.claims) for tenant, entry in account.entries.items()}


def _pace(ledger: Ledger, found: Iterable[Renewed]) -> PaceView:
    """That of the ledger itself, unread, where no schedule moved."""
    more = Pace()
    for each in found:
        more.update(each.pace)
    if not any(more.values()):
        return ledger.pace
    more.update(ledger.pace)
    return +more


def _origin(ledger: Ledger, changed: Mapping[str, str | None]) -> Origin | None:
    """The same commit, and how it differs from the state after the change."""
    if ledger.origin is None:
        return None
    others = dict(ledger.origin.others)
    for path, now in changed.items():
        there = others.pop(path, ledger.ids.get(path))
        if there != now:
            others[path] = there
    return replace(ledger.origin, others=others)
