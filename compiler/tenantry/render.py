"""Installations and targets to Artifacts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from pydantic import BaseModel

from tenantry.diagnostics import Diagnostic, Severity, codes
from tenantry.model.artifact import Artifact
from tenantry.model.declared import Declarations, Declared, SettingsFile
from tenantry.model.progress import tell
from tenantry.model.resolved import Installation
from tenantry.model.shared import ALONE, Shared
from tenantry.targets import Target, Work, target_named
from tenantry.targets.names import Names


def render(
    installations: Sequence[Installation],
    options: Mapping[str, BaseModel],
    declarations: Declarations,
    *,
    as_of: datetime | None,
    shared: Shared = ALONE,
) -> tuple[list[Artifact], list[Diagnostic]]:
    """Renders every chosen target, and says what a target cannot do as declared. `as_of` is where its warnings look
    ahead from, and nothing that is rendered depends on it; without it nothing is checked, as it is known that there are
    no errors. A target with an error renders nothing."""
    settings, integrations = declarations.settings, declarations.names
    artifacts: list[Artifact] = []
    problems: list[Diagnostic] = []
    for target in filter(None, map(target_named, sorted(options))):
        tell(f"rendering {target.name}")
        around = shared.made(
            ("work", target.name, integrations), (settings,), partial(_around, target, options, settings, integrations)
        )
        work = replace(around, installations=installations, around=around)
        found = list(target.check(work, as_of)) if as_of is not None else []
        problems += found
        if not any(problem.severity is Severity.ERROR for problem in found):
            artifacts += target.render(work)
    artifacts.sort(key=lambda artifact: artifact.order)
    return artifacts, [*problems, *_collisions(artifacts, settings)]


def render_common(
    options: Mapping[str, BaseModel], declarations: Declarations, integrations: Sequence[str]
) -> list[Artifact] | None:
    """The artifacts of more than one integration, where these have tenants; None where they cannot be told from those
    of a single one."""
    found: list[Artifact] = []
    for target in filter(None, map(target_named, sorted(options))):
        if target.common is None:
            return None
        found += target.common(_around(target, options, declarations.settings, declarations.names), integrations)
    return found


def _around(
    target: Target, options: Mapping[str, BaseModel], settings: Declared[SettingsFile], integrations: frozenset[str]
) -> Work:
    names = Names(integrations)
    return Work(target=target.name, installations=(), options=options[target.name], settings=settings, names=names)


def _collisions(artifacts: Sequence[Artifact], settings: Declared[SettingsFile]) -> Iterator[Diagnostic]:
    """Two artifacts with one path, also where a file system does not tell cases apart."""
    first: dict[str, Artifact] = {}
    for artifact in artifacts:
        known = first.setdefault(artifact.path.lower(), artifact)
        if known is not artifact:
            yield Diagnostic(
                code=codes.ARTIFACT_COLLISION,
                message=f"targets {known.target} and {artifact.target} both render {artifact.path}",
                span=settings.document.key("targets", artifact.target),
                help="remove one of the targets, or report it to the package that brings it",
                tenants=tuple(sorted({tenant for tenant in (known.tenant, artifact.tenant) if tenant})),
            )
