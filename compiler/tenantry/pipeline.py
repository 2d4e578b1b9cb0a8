"""The only module that knows the order of the stages: documents, declarations, installations, artifacts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TypeVar

from pydantic import BaseModel

from tenantry.declare.layout import is_yaml, tenant_files
from tenantry.declare.repository import declare
from tenantry.declare.targets import target_options
from tenantry.diagnostics import Diagnostic, Severity
from tenantry.diagnostics.superseded import without_superseded
from tenantry.diagnostics.told import told
from tenantry.load import load
from tenantry.model.artifact import Artifact
from tenantry.model.compiled import Compiled, Findings
from tenantry.model.declared import Declarations
from tenantry.model.purpose import Judging, Purpose
from tenantry.model.resolved import Installation
from tenantry.model.shared import ALONE, Shared
from tenantry.model.snapshot import Snapshot
from tenantry.render import render, render_common
from tenantry.resolve import resolve
from tenantry.rules import judge, judge_crew, judge_store
from tenantry.rules.facts import Facts
from tenantry.rules.fleet import crews, store
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
    """Compiles a whole snapshot. `found` are the problems of reading it, `as_of` the instant at which dates are judged
    (nothing rendered depends on it), `only` as in a `Purpose`. With `shared` it is one of the two states of a plan."""
    purpose = Purpose(only=only, shared=shared, beside_errors=shared is not ALONE)
    return compile_for(purpose, snapshot, as_of=as_of, found=found)


def compile_for(
    purpose: Purpose, snapshot: Snapshot, *, as_of: datetime, found: Sequence[Diagnostic] = ()
) -> Compiled:  # fmt: skip
    """As `compile_snapshot`, and no more than the purpose asks for: where nothing is to be found out, there are no
    diagnostics."""
    problems, shared = list(found), purpose.shared
    yaml = {path: content for path, content in snapshot.files.items() if is_yaml(path)}
    documents = _noting(problems, load(yaml, shared))
    declarations = _noting(problems, declare(documents, [*yaml, *snapshot.beside], shared))
    if declarations is None:
        made = _Made(findings=Findings(single=_sifted([*problems, *plain_secrets(documents)])))
    else:
        files = tenant_files([*yaml, *snapshot.beside])
        facts = partial(Facts, documents=documents, declarations=declarations, files=files, as_of=as_of, shared=shared)
        made = _made(problems, facts, declarations, purpose)
    diagnostics = (
        told(made.findings, settings=documents.get("tenantry.yaml"), documents=documents)
        if purpose.judging is not Judging.NOTHING
        else []
    )
    failed = any(problem.severity is Severity.ERROR for problem in diagnostics) and not purpose.beside_errors
    return Compiled(
        snapshot=snapshot,
        documents=documents,
        declarations=declarations,
        installations=made.installations,
        artifacts=[] if failed else made.artifacts,
        diagnostics=diagnostics,
        findings=made.findings,
    )


def common_artifacts(
    declarations: Declarations, integrations: Sequence[str], *, only: Sequence[str] = ()
) -> list[Artifact] | None:
    """The artifacts of more than one integration, where just these have tenants; all others are those of one. None
    where a target does not tell them from each other."""
    options, _ = target_options(declarations.settings, only)
    return render_common(options, declarations, integrations)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """What comes of declarations."""

    findings: Findings
    installations: Sequence[Installation] = ()
    artifacts: Sequence[Artifact] = ()


def _made(
    problems: list[Diagnostic], facts_of: Callable[..., Facts], declarations: Declarations, purpose: Purpose
) -> _Made:
    options = _noting(problems, _options(declarations, purpose))
    installations = _noting(problems, resolve(declarations, purpose.shared))
    facts = facts_of(installations=installations)
    judged = purpose.judging is not Judging.NOTHING
    if judged:
        problems += judge(facts)
    seen_from = facts.day if judged else None
    artifacts = _noting(problems, render(installations, options, declarations, as_of=seen_from, shared=purpose.shared))
    findings = Findings(single=_sifted(problems))
    if purpose.judging is Judging.ALL:
        together = {crew.name: judge_crew(crew) for crew in crews(facts)}
        findings = replace(findings, crews=together, store=judge_store(store(facts)))
    return _Made(findings=findings, installations=installations, artifacts=artifacts)


def _options(declarations: Declarations, purpose: Purpose) -> tuple[Mapping[str, BaseModel], list[Diagnostic]]:
    settings, only = declarations.settings, tuple(purpose.only)
    return purpose.shared.made(("targets", only), (settings,), partial(target_options, settings, only))


def _sifted(problems: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The problems that are worth telling, without the secrets that somebody wrote as a key or name."""
    return [_masked(problem) for problem in without_superseded(problems)]


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
