"""The only module that knows the order of the stages: documents, declarations, installations, artifacts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from tenantry.declare.layout import is_yaml
from tenantry.declare.repository import declare
from tenantry.declare.targets import target_options
from tenantry.diagnostics import Diagnostic, Severity
from tenantry.diagnostics.policy import apply_policy
from tenantry.diagnostics.superseded import without_superseded
from tenantry.load import load
from tenantry.model.artifact import Artifact
from tenantry.model.compiled import Compiled
from tenantry.model.document import Document
from tenantry.model.resolved import Installation
from tenantry.model.shared import ALONE, Shared
from tenantry.model.snapshot import Snapshot
from tenantry.render import render
from tenantry.resolve import resolve
from tenantry.rules import judge
from tenantry.rules.facts import Facts
from tenantry.rules.plain_secret import plain_secrets
from tenantry.secrets.mask import masked

Value = TypeVar("Value")


def compile_snapshot(
    snapshot: Snapshot,
    *,
    as_of: datetime,
    found: Sequence[Diagnostic] = (),
    only: Sequence[str] = (),
    shared: Shared = ALONE,
) -> Compiled:
    """Compiles a snapshot. `found` are the problems of reading it, `as_of` the instant at which dates are judged
    (nothing rendered depends on it), `only` the names of targets to render (none: all that tenantry.yaml chooses). With
    `shared` it is one of the two states of a plan: it is handed to both, and the artifacts of what is sound are kept
    beside errors, as a plan compares them and nobody writes them."""
    problems = list(found)
    yaml = {path: content for path, content in snapshot.files.items() if is_yaml(path)}
    documents = _noting(problems, load(yaml, shared))
    declarations = _noting(problems, declare(documents, yaml, shared))
    installations: list[Installation] = []
    artifacts: list[Artifact] = []
    if declarations is not None:
        options = _noting(problems, target_options(declarations.settings, only))
        installations = _noting(problems, resolve(declarations, shared))
        facts = Facts(
            documents=documents, declarations=declarations, installations=installations, as_of=as_of, shared=shared
        )
        problems += judge(facts)
        artifacts = _noting(problems, render(installations, options, declarations.settings, as_of=as_of, shared=shared))
    else:
        problems += plain_secrets(documents)
    diagnostics = _told(problems, documents)
    failed = any(problem.severity is Severity.ERROR for problem in diagnostics) and shared is ALONE
    return Compiled(
        snapshot=snapshot,
        documents=documents,
        declarations=declarations,
        installations=installations,
        artifacts=[] if failed else artifacts,
        diagnostics=diagnostics,
    )


def _told(problems: Sequence[Diagnostic], documents: Mapping[str, Document]) -> list[Diagnostic]:
    """What is said in the end of all that was found."""
    merged = _merged(map(_masked, without_superseded(problems)))
    return apply_policy(merged, settings=documents.get("tenantry.yaml"), documents=documents)


def _noting(problems: list[Diagnostic], result: tuple[Value, list[Diagnostic]]) -> Value:
    """The value of a stage; its diagnostics are added to `problems`."""
    value, found = result
    problems += found
    return value


def _masked(problem: Diagnostic) -> Diagnostic:
    """The diagnostic without the secret that somebody wrote as a key or name, and that its message repeats."""
    message, help_text = masked(problem.message), problem.help and masked(problem.help)
    return (
        problem
        if (message, help_text) == (problem.message, problem.help)
        else replace(problem, message=message, help=help_text)
    )


def _merged(problems: Iterable[Diagnostic]) -> list[Diagnostic]:
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
