"""What rules are asked about that look at many tenants at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import groupby

from tenantry.model.declared import Declared, IntegrationFile, SettingsFile
from tenantry.model.resolved import Installation
from tenantry.model.standing import Claim, Standing
from tenantry.rules.claims import claims, odd_claims, tidy
from tenantry.rules.facts import Facts
from tenantry.schedule.fleet import Demand, Window
from tenantry.secrets.ownership import Ownership, area, shared_by_connectors
from tenantry.secrets.reference import fill


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """The resolved tenants of one integration, by id, and the instant from which their runs are counted."""

    name: str
    integration: Declared[IntegrationFile]
    standings: Sequence[Standing]
    as_of: datetime

    def demands(self) -> list[Demand]:
        """What its tenants that are not paused ask for."""
        seconds = self.integration.model.limits.typical_run
        return [
            Demand(tenant=each.id, schedule=each.schedule, zone=each.zone, seconds=seconds)
            for each in self.standings
            if not each.paused
        ]

    def window(self, days: int) -> Window:
        """Days from the midnight before `as_of` on, in UTC."""
        midnight = self.as_of.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return Window(start=midnight, days=days)


@dataclass(frozen=True, kw_only=True)
class Store:
    """The places of a store as tenants use them. `connectors` maps each integration to its connectors' scopes, `files`
    every tenant that has one, broken or not, to its file."""

    settings: Declared[SettingsFile]
    connectors: Mapping[str, Mapping[str, str]]
    files: Mapping[str, str]
    claims: Sequence[Claim]

    @cached_property
    def ownership(self) -> Ownership:
        """Whose the places are, by the templates."""
        settings, found = self.settings.model.secrets, Ownership()
        for name, connectors in self.connectors.items():
            for connector, scope in connectors.items():
                if scope == "global":
                    path = fill(settings.global_path, integration=name, tenant="", connector=connector)
                    found.globals.setdefault(path, f"{name}.{connector}")
        one = shared_by_connectors(settings.path)
        for tenant in self.files:
            integration, _, name = tenant.partition("/")
            for connector in ("",) if one else self.connectors.get(integration) or ("",):
                path = area(settings.path, integration=integration, tenant=name, connector=connector)
                found.add(path, tenant)
        return found


def crews(facts: Facts) -> Iterator[Crew]:
    """The crew of every integration that has tenants."""
    ordered = sorted(facts.installations, key=lambda each: (each.integration, each.id))
    for name, group in groupby(ordered, key=lambda each: each.integration):
        yield Crew(
            name=name,
            integration=facts.declarations.integrations[name],
            standings=[standing(each) for each in group],
            as_of=facts.as_of,
        )


def standing(installation: Installation) -> Standing:
    """When a tenant runs."""
    schedule = installation.schedule
    return Standing(
        id=installation.id,
        schedule=schedule.meaning,
        zone=schedule.timezone,
        paused=schedule.paused,
        chosen="minute" not in schedule.spread,
        written=installation.origins["schedule"][0].span,
    )


def store(facts: Facts) -> Store:
    """The places of all tenants; of claims only odd ones where the others cannot be wrong."""
    settings = facts.declarations.settings
    secrets = settings.model.secrets
    connectors = {name: scopes(file) for name, file in facts.declarations.integrations.items()}
    found = [claim for installation in facts.installations for claim in odd_claims(secrets, installation)]
    if not tidy(secrets, connectors, found):
        found = [claim for installation in facts.installations for claim in claims(installation)]
    return Store(settings=settings, connectors=connectors, files=facts.files, claims=found)


def scopes(integration: Declared[IntegrationFile]) -> dict[str, str]:
    """The scope of each connector."""
    return {name: connector.scope for name, connector in integration.model.connectors.items()}
