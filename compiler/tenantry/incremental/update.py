"""The ledger of one state, and what changed since → the ledger of another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
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
class Update:
    """What a change leads to: the ledger after it, and what it reached, compiled."""

    ledger: Ledger
    compiled: Compiled = field(repr=False)


def update(
    ledger: Ledger,
    state: State,
    changed: Mapping[str, str | None],
    *,
    wide: Reach | None = None,
    shared: Shared = ALONE,
) -> Update | None:
    """The state with the ids `changed` (None: no such file), at a time for which the ledger holds; `wide` is what they
    reach and more. None where the change reaches everything, or what cannot be judged apart."""
    reach = reached(ledger, changed) if wide is None else wide
    if reach is None:
        return None
    compiled = compile_part(state, reach, integrations=ledger.integrations, shared=shared)
    fresh = accounts_of(compiled)
    if compiled.declarations is None or fresh is None:
        return None
    renewed = {*compiled.snapshot.files, *changed}
    accounts = dict(ledger.accounts)
    for name in reach:
        old = accounts.get(name, _NEW)
        merged = _merged(old, fresh.get(name, _NEW), renewed)
        own = any(path.startswith(f"integrations/{name}/") for path in changed)
        again = own or _standings(merged) != _standings(old)
        together = _together(name, merged, compiled.declarations, state) if again else old.together
        accounts[name] = replace(merged, together=together)
    store = _store(ledger, accounts, reach, compiled.declarations)
    if store is None or not any(account.entries for account in accounts.values()):
        return None
    after = replace(
        ledger,
        ids=state.ids,
        accounts=accounts,
        store=store,
        pace=_pace(ledger, accounts, reach),
        origin=_origin(ledger, changed),
        footprint=None,
    )
    return Update(ledger=after, compiled=compiled)


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


def _store(
    ledger: Ledger, accounts: Mapping[str, Account], reach: Reach, declarations: Declarations
) -> Sequence[Diagnostic] | None:
    """What is found of all places in the store, asked again where any of them moved. None where they are no longer
    tidy."""
    before = {name: ledger.accounts.get(name, _NEW) for name in reach}
    if all(_places(before[name]) == _places(accounts[name]) for name in reach):
        return ledger.store
    connectors = {name: account.connectors for name, account in accounts.items() if account.connectors}
    entries = sorted((tenant, entry) for account in accounts.values() for tenant, entry in account.entries.items())
    claims = [claim for _, entry in entries for claim in entry.claims]
    if not tidy(declarations.settings.model.secrets, connectors, claims):
        return None
    files = {tenant: entry.path for tenant, entry in entries}
    return judge_store(Store(settings=declarations.settings, connectors=connectors, files=files, claims=claims))


def _places(account: Account) -> tuple[Mapping[str, str], dict[str, tuple[str, tuple[Claim, ...]]]]:
    return account.connectors, {tenant: (entry.path, entry.claims) for tenant, entry in account.entries.items()}


def _pace(ledger: Ledger, accounts: Mapping[str, Account], reach: Reach) -> PaceView:
    """That of the ledger itself, unread, where no schedule moved."""
    more = Pace()
    for name in reach:
        more.subtract(pace_of(ledger.accounts.get(name, _NEW).entries.values()))
        more.update(pace_of(accounts[name].entries.values()))
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
