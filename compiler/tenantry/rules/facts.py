"""What rules are asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tenantry.model.declared import Declarations, Release
from tenantry.model.document import Document
from tenantry.model.resolved import Installation
from tenantry.model.shared import ALONE, Shared


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The repository as written and as resolved, and the instant at which dates are judged; `files` has the file of
    every tenant that has one, broken or not, by id. What a rule finds in one document alone may be `shared` with
    another state."""

    documents: Mapping[str, Document]
    declarations: Declarations
    installations: Sequence[Installation]
    files: Mapping[str, str]
    as_of: datetime
    shared: Shared = ALONE

    @property
    def day(self) -> datetime:
        """The midnight in UTC before `as_of`, from which rules look ahead: what they say then holds for the day."""
        return self.as_of.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)

    @property
    def today(self) -> str:
        """The ISO date of `as_of` in UTC; ISO dates sort as text."""
        return self.day.date().isoformat()

    def release(self, installation: Installation) -> Release:
        """The declared release that the installation runs."""
        return self.declarations.releases[installation.integration][installation.release.version]
