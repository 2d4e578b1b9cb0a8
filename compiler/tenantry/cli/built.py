"""How `compile` comes to a build tree: by what earlier runs left; else integration by integration and by several
processes, so that memory holds the artifacts of one at a time; as a whole where the repository does not fall apart."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from time import time_ns

from tenantry.cli.common import say
from tenantry.cli.compiled import read, report_of, say_made, say_read
from tenantry.cli.known import identified, keep
from tenantry.cli.outcome import Outcome, by_this_compiler
from tenantry.cli.placed import Asked, Tell, common_to_all, compared, placed, rendered
from tenantry.cli.rebuilt import rebuilt
from tenantry.diagnostics import Diagnostic, Severity
from tenantry.incremental.state import State
from tenantry.incremental.whole import Order, Parts, in_parts
from tenantry.ledger import diagnostics
from tenantry.ledger.renderings import Rendering
from tenantry.model.compiled import Compiled
from tenantry.model.ids import Ids
from tenantry.model.snapshot import Identity, Snapshot
from tenantry.pipeline import compile_snapshot
from tenantry.source import HELD, TOTAL_BYTES, ChangedMeanwhile, held, identify_worktree
from tenantry.targets.target import Apart
from tenantry.write import Listing, Provenance, Stage, write


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """What was read; `identity` where what comes of it is kept."""

    snapshot: Snapshot
    problems: Sequence[Diagnostic]
    identity: Identity | None = field(repr=False)
    as_of: datetime

    @property
    def state(self) -> State:
        """As what is compiled in parts."""
        files = self.snapshot.files
        ids = self.identity.ids if self.identity is not None else Ids.of(dict.fromkeys(files, ""))
        return State(ids=ids, read=lambda paths: {path: files[path] for path in paths}, as_of=self.as_of)


def built(asked: Asked, tell: Tell) -> Outcome:
    """What came of a compile. UsageError and ExternalError as `write` raises them."""
    as_of = datetime.now(UTC)
    outcome = rebuilt(asked, tell, as_of=as_of)
    if outcome is not None:
        return outcome
    source = _read(asked, as_of, most=HELD)
    outcome = None
    with suppress(ChangedMeanwhile):
        outcome = _in_parts(source, asked, tell) if not source.problems else None
    if outcome is not None:
        return outcome
    whole = held(source.snapshot.files) is source.snapshot.files
    return _whole(source if whole else _read(asked, as_of), asked, tell)


def _read(asked: Asked, as_of: datetime, *, most: int = TOTAL_BYTES) -> _Source:
    identity = None
    if asked.cache.folder is None:
        snapshot, problems = read(asked.root, asked.ref)
    else:
        snapshot, problems, identity = identify_worktree(asked.root, at=time_ns(), most=most)
        say_read(snapshot)
    return _Source(snapshot=snapshot, problems=problems, identity=identity, as_of=as_of)


def _whole(source: _Source, asked: Asked, tell: Tell) -> Outcome:
    result = compile_snapshot(source.snapshot, as_of=source.as_of, found=source.problems, only=asked.only)
    say_made(len(result.installations), len(result.artifacts))
    if source.identity is not None:
        keep(asked.cache, result, source.problems, source.identity, as_of=source.as_of)
    outcome = asked.outcome(report_of(result), _provenance(source), result.artifacts)
    tell(outcome.report)
    if outcome.failed:
        return outcome
    if asked.check:
        return compared(outcome)
    say(f"writing {asked.out}")
    write(result.artifacts, outcome.provenance, asked.out)
    return outcome


def _in_parts(source: _Source, asked: Asked, tell: Tell) -> Outcome | None:
    """None where the whole must be compiled at once."""
    kept = source.identity is not None
    order = in_parts(source.state, Apart.RENDERS, only=asked.only, kept=kept, doing="compiling tenants")
    common = common_to_all(order, ()) if order is not None else None
    if order is None or common is None:
        return None
    paths = frozenset(each.path for each in common)
    return placed(asked, partial(_filled, source, asked, order, paths), tell)


def _filled(source: _Source, asked: Asked, order: Order, common: Collection[str], stage: Stage) -> Outcome | None:
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
    made = [] if failed else [each.listing for each in parts.made.values()]
    made += [] if failed else [stage.fill(common_to_all(order, list(parts.tenants)) or ())]
    artifacts = Listing(made)
    if artifacts.collides:
        return None
    say_made(sum(parts.tenants.values()), len(artifacts))
    _keep(source, asked, order, parts, sound=not failed)
    result = replace(order.common, snapshot=source.snapshot, installations=(), artifacts=(), diagnostics=found)
    return asked.outcome(report_of(result), _provenance(source), artifacts)


def _part(stage: Stage, common: Collection[str], compiled: Compiled) -> Rendering:
    """Nothing more is made where there are errors."""
    if compiled.failed:
        stage.give_up()
    return rendered(stage, common, compiled)


def _keep(source: _Source, asked: Asked, order: Order, parts: Parts[Rendering], *, sound: bool) -> None:
    """What was found, and what was rendered where nothing was wrong, is left for the next run."""
    if source.identity is None:
        return
    asked.cache.save(identified(parts.ledger, source.snapshot, source.identity))
    if sound:
        keys = {order.key(name): each for name, each in parts.made.items()}
        asked.cache.keep(keys, wanted=keys)


def _provenance(source: _Source) -> Provenance:
    return by_this_compiler(source.snapshot.commit, dirty=source.snapshot.dirty)
