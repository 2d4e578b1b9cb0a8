"""Two states of which a ledger knows one → both compiled as far as they differ, to be compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tenantry.declare.layout import tenant_files
from tenantry.diagnostics import Severity
from tenantry.incremental.enter import hashed, pace_of
from tenantry.incremental.part import compile_part
from tenantry.incremental.reach import Reach, reached
from tenantry.incremental.state import State
from tenantry.incremental.update import update
from tenantry.ledger import Entry, Ledger, diagnostics
from tenantry.model.compiled import Compiled, Rest
from tenantry.model.resolved import SecretReference
from tenantry.model.shared import Shared


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What two states differ in, compiled: one tenant of each integration that both have alike stands for the others.
    The diagnostics of both are those of the whole."""

    before: Compiled = field(repr=False)
    after: Compiled = field(repr=False)


def compared(ledger: Ledger, after: State, before: State, changed: Mapping[str, str | None]) -> Pair | None:
    """The state `before` is that of the ledger, `after`, but for the files `changed`. None where the whole must be
    compiled: what differs reaches everything, `before` has errors, `after` lacks a target, or an artifact depends on
    all tenants."""
    reach = reached(ledger, changed) if ledger.renders_apart else None
    if reach is None:
        return None
    shared, wide = Shared(), {name: paths | _witness(ledger, name, paths) for name, paths in reach.items()}
    found = update(ledger, before, changed, wide=wide, shared=shared)
    if found is None:
        return None
    now = compile_part(after, wide, integrations=ledger.integrations, shared=shared)
    if not (_peopled(found.compiled, wide) and _peopled(now, wide)) or _lacks_targets(now):
        return None
    rest = _rest(ledger, now)
    pair = Pair(before=_told(found.compiled, found.ledger, rest), after=_told(now, ledger, rest))
    return None if any(problem.severity is Severity.ERROR for problem in pair.before.diagnostics) else pair


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


def _rest(ledger: Ledger, part: Compiled) -> Rest:
    files = tenant_files(part.snapshot.files)
    entries = [_entry(ledger, tenant) for tenant in files]
    pace = Counter(ledger.pace)
    pace.subtract(pace_of(entry for entry in entries if entry is not None))

    def refers(secret: SecretReference) -> bool:
        wanted = hashed(secret)
        return any(
            wanted in entry.secrets
            for account in ledger.accounts.values()
            for tenant, entry in account.entries.items()
            if tenant not in files
        )

    return Rest(tenants=ledger.tenants - len(files), pace=+pace, refers=refers)


def _entry(ledger: Ledger, tenant: str) -> Entry | None:
    account = ledger.accounts.get(tenant.partition("/")[0])
    return account.entries.get(tenant) if account is not None else None


def _told(part: Compiled, ledger: Ledger, rest: Rest) -> Compiled:
    return replace(part, diagnostics=diagnostics(ledger, part.documents["tenantry.yaml"]), rest=rest)
