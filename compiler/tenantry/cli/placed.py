"""How the tree that a compile made takes its place, or is compared with what is there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from tenantry.cli.cache import Cache
from tenantry.cli.common import say
from tenantry.cli.outcome import Outcome
from tenantry.incremental.whole import Order
from tenantry.ledger.renderings import Rendering
from tenantry.model.artifact import Artifact
from tenantry.model.compiled import Compiled
from tenantry.model.declared import Declarations
from tenantry.pipeline import common_artifacts
from tenantry.report import Report
from tenantry.write import Listing, Provenance, Stage, differences, manifest, staged

Tell = Callable[[Report], None]
"""Tells what was found, before anything is written or compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What of a repository is compiled, by how many processes, and where to; `check` writes nothing. `cache` has what
    earlier runs left of the same."""

    root: Path
    ref: str | None
    only: Sequence[str]
    out: Path
    check: bool
    jobs: int
    cache: Cache

    def outcome(self, report: Report, provenance: Provenance, artifacts: Sequence[Artifact] | Listing) -> Outcome:
        """What came of it."""
        return Outcome(report=report, provenance=provenance, artifacts=artifacts, out=self.out, check=self.check)


def placed(asked: Asked, filled: Callable[[Stage], Outcome | None], tell: Tell) -> Outcome | None:
    """The outcome of what `filled` makes a tree of; None where it makes nothing of it, and nothing was told."""
    with staged(asked.out, written=not asked.check) as stage:
        with stage.anywhere():
            outcome = filled(stage)
            if outcome is None:
                return None
            tell(outcome.report)
            if asked.check and not outcome.failed:
                return compared(outcome)
        if not outcome.failed:
            _written(stage, outcome)
    return outcome


def rendered(stage: Stage, common: Collection[str], compiled: Compiled) -> Rendering:
    """Puts what is an integration's own into the tree; `common` are the paths that are of several."""
    listing = stage.fill(each for each in compiled.artifacts if each.path not in common)
    return Rendering(len(compiled.installations), listing)


def compared(outcome: Outcome) -> Outcome:
    """The outcome with how it differs from what is there."""
    return outcome.with_differences(differences(outcome.artifacts, outcome.provenance, outcome.out))


def common_to_all(order: Order, integrations: Sequence[str]) -> list[Artifact] | None:
    """The artifacts of all tenants together, if these integrations have any; None where a target does not tell them
    from others."""
    declarations: Declarations | None = order.common.declarations
    return common_artifacts(declarations, integrations, only=order.purpose.only) if declarations is not None else None


def _written(stage: Stage, outcome: Outcome) -> None:
    say(f"writing {outcome.out}")
    if stage.current:
        return
    content = manifest(outcome.artifacts, outcome.provenance)
    if not stage.is_current(outcome.artifacts, content):
        stage.replace(content)
