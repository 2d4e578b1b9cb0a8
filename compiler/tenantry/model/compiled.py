"""What a snapshot compiles to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tenantry.diagnostics import Diagnostic, Severity
from tenantry.model.artifact import Artifact
from tenantry.model.document import Document
from tenantry.model.snapshot import Snapshot

if TYPE_CHECKING:
    from tenantry.model.declared import Declarations
    from tenantry.model.resolved import Installation


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """One state of a repository after every stage. There are artifacts only where no diagnostic is an error, unless it
    was compiled for a plan, with `shared`."""

    snapshot: Snapshot = field(repr=False)
    documents: Mapping[str, Document] = field(repr=False)
    declarations: Declarations | None
    installations: Sequence[Installation]
    artifacts: Sequence[Artifact]
    diagnostics: Sequence[Diagnostic]

    @classmethod
    def nothing(cls, snapshot: Snapshot) -> Compiled:
        """The state of a commit that holds no config repository."""
        return cls(snapshot=snapshot, documents={}, declarations=None, installations=(), artifacts=(), diagnostics=())

    @property
    def failed(self) -> bool:
        """Whether any diagnostic is an error."""
        return any(problem.severity is Severity.ERROR for problem in self.diagnostics)
