"""How `compile` comes to a build tree: integration by integration and by several processes, so that memory holds the
artifacts of one at a time; as a whole where the repository does not fall apart."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from tenantry.cli.common import say
from tenantry.cli.compiled import read, say_made
from tenantry.cli.outcome import Outcome
from tenantry.diagnostics import Diagnostic, Severity
from tenantry.incremental.state import State
from tenantry.incremental.whole import Order, in_parts
from tenantry.ledger import diagnostics
from tenantry.model.artifact import Artifact
from tenantry.model.compiled import Compiled
from tenantry.model.declared import Declarations
from tenantry.model.snapshot import Snapshot
from tenantry.pipeline import common_artifacts, compile_snapshot
from tenantry.targets.target import Apart
from tenantry.write import Listing, Stage, differences, manifest, staged, write

Tell = Callable[[Compiled], None]
"""Tells the diagnostics of what was compiled, before anything is written or compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What of a repository is compiled, by how many processes, and where to; `check` writes nothing."""

    ref: str | None
    only: Sequence[str]
    out: Path
    check: bool
    jobs: int


def built(root: Path, asked: Asked, tell: Tell) -> Outcome:
    """What came of a compile. UsageError and ExternalError as `write` raises them."""
    snapshot, found = read(root, asked.ref)
    as_of = datetime.now(UTC)
    outcome = _in_parts(snapshot, asked, tell, as_of=as_of) if not found else None
    return outcome or _whole(snapshot, found, asked, tell, as_of=as_of)


def _whole(
    snapshot: Snapshot, found: Sequence[Diagnostic], asked: Asked, tell: Tell, *, as_of: datetime
) -> Outcome:  # fmt: skip
    result = compile_snapshot(snapshot, as_of=as_of, found=found, only=asked.only)
    say_made(len(result.installations), len(result.artifacts))
    tell(result)
    outcome = Outcome(result=result, artifacts=result.artifacts, out=asked.out, check=asked.check)
    if result.failed:
        return outcome
    if asked.check:
        return _compared(outcome)
    say(f"writing {asked.out}")
    write(result.artifacts, outcome.provenance, asked.out)
    return outcome


def _compared(outcome: Outcome) -> Outcome:
    return outcome.with_differences(differences(outcome.artifacts, outcome.provenance, outcome.out))


def _in_parts(snapshot: Snapshot, asked: Asked, tell: Tell, *, as_of: datetime) -> Outcome | None:
    """None where the whole must be compiled at once."""

    def contents(paths: Sequence[str]) -> dict[str, bytes]:
        return {path: snapshot.files[path] for path in paths}

    state = State(ids=dict.fromkeys(snapshot.files, ""), read=contents, as_of=as_of)
    order = in_parts(state, Apart.RENDERS, only=asked.only, kept=False)
    common = _common(order, ()) if order is not None else None
    if order is None or common is None:
        return None
    with staged(asked.out, written=not asked.check) as stage:
        with stage.anywhere():
            outcome = _filled(stage, order, {each.path for each in common}, snapshot, asked)
            if outcome is None:
                return None
            tell(outcome.result)
            if asked.check and not outcome.result.failed:
                return _compared(outcome)
        if not outcome.result.failed:
            _written(stage, outcome)
    return outcome


def _filled(
    stage: Stage, order: Order, common: Collection[str], snapshot: Snapshot, asked: Asked
) -> Outcome | None:  # fmt: skip
    """Everything compiled, and the tree filled as long as nothing is wrong."""
    if order.common.failed:
        stage.give_up()
    parts = order.parts(partial(_part, stage, common), jobs=asked.jobs)
    if parts is None:
        return None
    found = diagnostics(parts.ledger, order.common.documents["tenantry.yaml"])
    failed = any(problem.severity is Severity.ERROR for problem in found)
    if not failed and (order.common.failed or parts.failed):
        return None
    made = [] if failed else [*parts.made, stage.fill(_common(order, list(parts.tenants)) or ())]
    artifacts = Listing(made)
    if artifacts.collides:
        return None
    say_made(sum(parts.tenants.values()), len(artifacts))
    result = replace(order.common, snapshot=snapshot, installations=(), artifacts=(), diagnostics=found)
    return Outcome(result=result, artifacts=artifacts, out=asked.out, check=asked.check)


def _part(stage: Stage, common: Collection[str], compiled: Compiled) -> bytes:
    """Puts what is an integration's own into the tree."""
    if compiled.failed:
        stage.give_up()
    return stage.fill(each for each in compiled.artifacts if each.path not in common)


def _common(order: Order, integrations: Sequence[str]) -> list[Artifact] | None:
    """What is of all tenants, if these integrations have any."""
    declarations: Declarations | None = order.common.declarations
    return common_artifacts(declarations, integrations, only=order.only) if declarations is not None else None


def _written(stage: Stage, outcome: Outcome) -> None:
    say(f"writing {outcome.out}")
    content = manifest(outcome.artifacts, outcome.provenance)
    if not stage.is_current(outcome.artifacts, content):
        stage.replace(content)
