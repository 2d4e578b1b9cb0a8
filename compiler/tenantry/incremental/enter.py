"""A compiled state → its ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from tenantry.declare.layout import tenant_files
from tenantry.diagnostics import Diagnostic, codes
from tenantry.incremental.apart import apart
from tenantry.ledger import HASH, Account, Entry, Ledger, Pace, account_of
from tenantry.model.compiled import Compiled
from tenantry.model.declared import Declarations
from tenantry.model.declared.settings import SecretsSettings
from tenantry.model.document import Ignore
from tenantry.model.ids import Ids
from tenantry.model.resolved import Installation, SecretReference
from tenantry.model.standing import Claim
from tenantry.rules.claims import odd_claims, tidy
from tenantry.rules.fleet import scopes, standing
from tenantry.targets.target import Apart


def enter(compiled: Compiled, ids: Mapping[str, str], *, as_of: datetime) -> Ledger | None:
    """The ledger of a whole state that was read without a problem; `ids` are those that git gives to its files. None
    where what was found does not fall apart into single files and tenants."""
    declarations = compiled.declarations
    if declarations is None or not compiled.installations or any(map(is_twin, compiled.findings.single)):
        return None
    reach, accounts = apart(declarations), accounts_of(compiled)
    if reach is Apart.NO or accounts is None:
        return None
    secrets = declarations.settings.model.secrets
    entries = [entry for account in accounts.values() for entry in account.entries.values()]
    connectors = {name: account.connectors for name, account in accounts.items()}
    if not tidy(secrets, connectors, (claim for entry in entries for claim in entry.claims)):
        return None
    since, until = validity(declarations, as_of)
    return Ledger(
        since=since,
        until=until,
        ids=Ids.of(ids),
        accounts=accounts,
        store=compiled.findings.store,
        pace=pace_of(entries),
        renders_apart=reach is Apart.RENDERS,
    )


def accounts_of(compiled: Compiled, *, entered: bool = True) -> dict[str, Account] | None:
    """An account for each integration of a state, or of a part of one, and that of "" for what belongs to none, with an
    entry for each tenant unless it is to be told and not kept. None where something was found about several tenants at
    once that are not those of an integration."""
    declarations, found = compiled.declarations, _by_file(compiled)
    if declarations is None or found is None:
        return None
    entries = _by_integration(compiled, declarations.settings.model.secrets) if entered else {}
    ignores: dict[str, dict[str, tuple[Ignore, ...]]] = {}
    for path, document in compiled.documents.items():
        if document.ignores:
            ignores.setdefault(account_of(path), {})[path] = document.ignores
    declared = {path.split("/", 2)[1] for path in compiled.snapshot.files if path.startswith("integrations/")}
    used = declarations.integrations
    return {
        name: Account(
            entries=entries.get(name, {}),
            declared=name in declared & declarations.names,
            connectors=scopes(used[name]) if name in used else {},
            found=found.get(name, {}),
            ignores=ignores.get(name, {}),
            together=compiled.findings.crews.get(name, ()),
        )
        for name in sorted({"", *declared, *entries, *found, *ignores})
    }


def claims_of(compiled: Compiled) -> list[Claim]:
    """The places in the store of all its tenants that are not their own by default."""
    if compiled.declarations is None:
        return []
    secrets = compiled.declarations.settings.model.secrets
    return [claim for each in compiled.installations for claim in odd_claims(secrets, each)]


def pace_of(entries: Iterable[Entry]) -> Pace:
    """How many of the tenants that are not paused run by each schedule in each zone."""
    standings = (entry.standing for entry in entries)
    return Counter((each.schedule, each.zone) for each in standings if each is not None and not each.paused)


def _by_file(compiled: Compiled) -> dict[str, dict[str, list[Diagnostic]]] | None:
    """What was found by account and file."""
    files = tenant_files(compiled.snapshot.files)
    found: dict[str, dict[str, list[Diagnostic]]] = {}
    for problem in compiled.findings.single:
        path = files.get(problem.tenants[0]) if problem.tenants else problem.span.path
        if path is None or len(problem.tenants) > 1:
            return None
        found.setdefault(account_of(path), {}).setdefault(path, []).append(problem)
    return found


def _by_integration(compiled: Compiled, secrets: SecretsSettings) -> dict[str, dict[str, Entry]]:
    resolved = {each.id: each for each in compiled.installations}
    entries: dict[str, dict[str, Entry]] = {}
    for tenant, path in tenant_files(compiled.snapshot.files).items():
        entries.setdefault(account_of(path), {})[tenant] = _entry(path, resolved.get(tenant), secrets)
    return entries


def _entry(path: str, installation: Installation | None, secrets: SecretsSettings) -> Entry:
    if installation is None:
        return Entry(path=path, standing=None, claims=(), secrets=frozenset())
    return Entry(
        path=path,
        standing=standing(installation),
        claims=tuple(odd_claims(secrets, installation)),
        secrets=frozenset(map(hashed, installation.secrets.values())),
    )


def hashed(secret: SecretReference) -> bytes:
    """A hash of a place in the store, so that an entry is small."""
    return blake2b("\0".join(secret).encode("utf-8", "surrogatepass"), digest_size=HASH).digest()


def validity(declarations: Declarations, as_of: datetime) -> tuple[datetime, datetime]:
    """The time in which dates are judged as at `as_of`: the rest of that day in UTC, between the ends of freezes."""
    day = as_of.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    settings = declarations.settings.model
    ends = [each.ends(settings.timezone) for each in settings.freezes]
    since = max([day, *(end for end in ends if end <= as_of)])
    return since, min([day + timedelta(days=1), *(end for end in ends if end > as_of)])


def is_twin(problem: Diagnostic) -> bool:
    """Whether two tenants have one name."""
    return problem.code is codes.DUPLICATE_TENANT
