"""The only module that knows the order of the stages: documents, declarations, installations, artifacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from tenantry.declare import declare
from tenantry.declare.layout import Kind, is_yaml, place
from tenantry.declare.targets import target_options
from tenantry.diagnostics import Diagnostic, Severity
from tenantry.diagnostics.policy import apply_policy
from tenantry.load import load
from tenantry.model.artifact import Artifact
from tenantry.model.declared import Declarations
from tenantry.model.document import Document
from tenantry.model.resolved import Installation
from tenantry.model.snapshot import Snapshot
from tenantry.render import render
from tenantry.resolve import resolve
from tenantry.rules import judge
from tenantry.rules.facts import Facts

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """What a snapshot compiles to. There are artifacts only where no diagnostic is an error."""

    snapshot: Snapshot = field(repr=False)
    documents: Mapping[str, Document] = field(repr=False)
    declarations: Declarations | None
    installations: Sequence[Installation]
    artifacts: Sequence[Artifact]
    diagnostics: Sequence[Diagnostic]

    @property
    def failed(self) -> bool:
        """Whether any diagnostic is an error."""
        return any(problem.severity is Severity.ERROR for problem in self.diagnostics)

    def count(self, kind: Kind) -> int:
        """How many files of a kind there are, broken ones too."""
        return sum(1 for path in self.snapshot.files if (at := place(path)) is not None and at.kind is kind)


def compile_snapshot(
    snapshot: Snapshot, *, as_of: datetime, found: Sequence[Diagnostic] = (), only: Sequence[str] = ()
) -> Compiled:
    """Compiles a snapshot.

    `found` are the problems of reading it, `as_of` the instant at which dates are judged (nothing that is rendered
    depends on it), `only` the names of targets to render (none: all that tenantry.yaml chooses).
    """
    problems = list(found)
    yaml = {path: content for path, content in snapshot.files.items() if is_yaml(path)}
    documents = _noting(problems, load(yaml))
    declarations = _noting(problems, declare(documents, yaml))
    installations: list[Installation] = []
    artifacts: list[Artifact] = []
    if declarations is not None:
        options = _noting(problems, target_options(declarations.settings, only))
        installations = _noting(problems, resolve(declarations))
        facts = Facts(documents=documents, declarations=declarations, installations=installations, as_of=as_of)
        problems += judge(facts)
        artifacts = _noting(problems, render(installations, options, declarations.settings.model, as_of=as_of))
    diagnostics = apply_policy(_merged(problems), settings=documents.get("tenantry.yaml"), documents=documents)
    failed = any(problem.severity is Severity.ERROR for problem in diagnostics)
    return Compiled(
        snapshot=snapshot,
        documents=documents,
        declarations=declarations,
        installations=installations,
        artifacts=[] if failed else artifacts,
        diagnostics=diagnostics,
    )


def _noting(problems: list[Diagnostic], result: tuple[Value, list[Diagnostic]]) -> Value:
    """The value of a stage; its diagnostics are added to `problems`."""
    value, found = result
    problems += found
    return value


def _merged(problems: Sequence[Diagnostic]) -> list[Diagnostic]:
    """One diagnostic for all tenants that one place affects, in the order of their places."""
    gathered: dict[tuple[object, ...], Diagnostic] = {}
    tenants: dict[tuple[object, ...], set[str]] = {}
    for problem in problems:
        key = (problem.code, problem.span, problem.message, problem.help, problem.related)
        gathered.setdefault(key, problem)
        tenants.setdefault(key, set()).update(problem.tenants)
    return sorted(
        (replace(problem, tenants=tuple(sorted(tenants[key]))) for key, problem in gathered.items()),
        key=lambda problem: problem.sort_key,
    )
