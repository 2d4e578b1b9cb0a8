"""What a snapshot compiles to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tenantry.diagnostics import Diagnostic, Severity
from tenantry.model.artifact import Artifact
from tenantry.model.document import Document
from tenantry.model.snapshot import Snapshot

if TYPE_CHECKING:
    from tenantry.model.declared import Declarations
    from tenantry.model.resolved import Installation, SecretReference
    from tenantry.schedule.meaning import Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Everything that was found, before equal problems are told as one and the repository's policy is applied:
    `single` about files and single tenants, `crews` about the tenants of an integration together, by its name,
    `store` about the places of all tenants in the store."""

    single: Sequence[Diagnostic] = ()
    crews: Mapping[str, Sequence[Diagnostic]] = field(default_factory=dict)
    store: Sequence[Diagnostic] = ()

    def __iter__(self) -> Iterator[Diagnostic]:
        yield from self.single
        for found in self.crews.values():
            yield from found
        yield from self.store


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """The tenants that a part of a repository leaves out because two states have them alike: how many there are, how
    many of them run by each schedule in each zone, and whether one of them refers to a secret."""

    tenants: int = 0
    pace: Mapping[tuple[Schedule, str], int] = field(default_factory=dict, repr=False)
    refers: Callable[[SecretReference], bool] = field(default=lambda _: False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """One state of a repository after every stage. There are artifacts only where no diagnostic is an error, unless it
    was compiled for a plan, with `shared`. Of a part of a repository `rest` is what else there is of it, and the
    diagnostics are those of the whole."""

    snapshot: Snapshot = field(repr=False)
    documents: Mapping[str, Document] = field(repr=False)
    declarations: Declarations | None
    installations: Sequence[Installation]
    artifacts: Sequence[Artifact]
    diagnostics: Sequence[Diagnostic]
    findings: Findings = field(default=Findings(), repr=False)
    rest: Rest = field(default=Rest(), repr=False)

    @classmethod
    def nothing(cls, snapshot: Snapshot) -> Compiled:
        """The state of a commit that holds no config repository."""
        return cls(snapshot=snapshot, documents={}, declarations=None, installations=(), artifacts=(), diagnostics=())

    @property
    def failed(self) -> bool:
        """Whether any diagnostic is an error."""
        return any(problem.severity is Severity.ERROR for problem in self.diagnostics)
