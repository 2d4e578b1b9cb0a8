"""What `apply` does between the compiled repository and the platform."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import click

from tenantry.cli.common import Common
from tenantry.cli.compiled import compiled, complain, repository
from tenantry.cli.outcome import check_targets
from tenantry.declare.targets import target_options
from tenantry.errors import ExternalError, UsageError
from tenantry.model.compiled import Compiled
from tenantry.model.declared import Declarations
from tenantry.report.applied import Applied
from tenantry.targets import Target, all_targets
from tenantry.targets.applying import Change, Place, Platform
from tenantry.targets.guard import refusals


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the command line asks for."""

    address: str | None
    namespace: str | None
    dry_run: bool


def applicable(name: str) -> Target:
    """The target, which must be one that can be applied."""
    check_targets([name])
    known = {target.name: target for target in all_targets()}
    if known[name].apply is None:
        able = ", ".join(target.name for target in known.values() if target.apply is not None)
        message = f"target {name} renders files, and nothing that could be applied"
        raise UsageError(message, f"`tenantry compile` writes them; to be applied: {able}")
    return known[name]


def rendered(common: Common, target: Target, ref: str | None) -> Compiled:
    """The repository compiled for this target alone, and its problems told."""
    result = compiled(repository(common), ref=ref, only=[target.name])
    complain(common, result)
    return result


def applied(common: Common, target: Target, result: Compiled, wish: Wish) -> Applied:
    """Looks at the platform, and writes where nothing speaks against it and no dry run was asked for."""
    declarations = result.declarations
    if declarations is None or target.apply is None:
        raise ValueError("only what has compiled can be applied")
    options, _ = target_options(declarations.settings, [target.name])
    artifacts = [artifact for artifact in result.artifacts if artifact.target == target.name]
    place = Place(
        owner=_name(declarations), address=wish.address, namespace=wish.namespace, environment=dict(os.environ)
    )
    with target.apply(artifacts, options[target.name], place) as platform:
        survey = platform.survey()
        outcome = Applied(
            target=target.name,
            address=platform.address,
            namespace=platform.namespace,
            owner=place.owner,
            guard=declarations.settings.model.guard,
            survey=survey,
            dry_run=wish.dry_run,
            refusals=tuple(
                refusals(declarations, survey, tenants=len(result.installations), today=datetime.now(UTC).date())
            ),
        )
        if wish.dry_run or outcome.refusals:
            return outcome
        _carry_out(platform, survey.changes)
    return replace(outcome, done=True)


def _name(declarations: Declarations) -> str:
    name = declarations.settings.model.name
    if name is None:
        raise UsageError(
            "tenantry.yaml has no `name`, which marks what this repository owns on platforms",
            "add one that no other repository has, as in `name: acme-integrations`",
        )
    return str(name)


def _carry_out(platform: Platform, changes: Sequence[Change]) -> None:
    made: list[Change] = []
    try:
        platform.carry_out(changes, made.append)
    except (KeyboardInterrupt, ExternalError):
        click.echo(
            f"tenantry: stopped after {len(made)} of {len(changes)} changes; the next run goes on from there", err=True
        )
        raise
