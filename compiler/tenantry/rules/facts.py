"""What rules are asked about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from tenantry.model.declared import Declarations, Declared, IntegrationFile, Release
from tenantry.model.document import Document
from tenantry.model.resolved import Installation
from tenantry.model.shared import ALONE, Shared
from tenantry.schedule.fleet import Demand, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The repository as written and as resolved, and the instant at which dates are judged. What a rule
    finds in one document alone may be `shared` with another state."""

    documents: Mapping[str, Document]
    declarations: Declarations
    installations: Sequence[Installation]
    as_of: datetime
    shared: Shared = ALONE

    @property
    def today(self) -> str:
        """The ISO date of `as_of` in UTC; ISO dates sort as text."""
        return self.as_of.date().isoformat()

    def release(self, installation: Installation) -> Release:
        """The declared release that the installation runs."""
        return self.declarations.releases[installation.integration][installation.release.version]

    def demands(self) -> Iterator[tuple[Declared[IntegrationFile], list[Demand]]]:
        """Each integration with what its tenants that are not paused ask for; tenants sorted by id."""
        ordered = sorted(self.installations, key=lambda each: (each.integration, each.id))
        for name, group in groupby(ordered, key=lambda each: each.integration):
            declared = self.declarations.integrations[name]
            seconds = declared.model.limits.typical_run
            yield (
                declared,
                [
                    Demand(tenant=each.id, schedule=each.schedule.meaning, zone=each.schedule.timezone, seconds=seconds)
                    for each in group
                    if not each.schedule.paused
                ],
            )

    def window(self, days: int) -> Window:
        """Days from the midnight before `as_of` on, in UTC."""
        midnight = self.as_of.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return Window(start=midnight, days=days)
