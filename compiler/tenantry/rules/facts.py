"""What rules are asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tenantry.model.declared import Declarations, Release
from tenantry.model.document import Document
from tenantry.model.resolved import Installation


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The repository as written and as resolved, and the instant at which dates are judged."""

    documents: Mapping[str, Document]
    declarations: Declarations
    installations: Sequence[Installation]
    as_of: datetime

    @property
    def today(self) -> str:
        """The ISO date of `as_of` in UTC; ISO dates sort as text."""
        return self.as_of.date().isoformat()

    def release(self, installation: Installation) -> Release:
        """The declared release that the installation runs."""
        return self.declarations.releases[installation.integration][installation.release.version]
