"""How commands come to a plan: read two states, compile both as far as they differ, compare."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import time_ns
from typing import NamedTuple

import click

from tenantry.cli.cache import Effort
from tenantry.cli.group import CLEAN, DIFFERENT, PROBLEMS, REFUSED
from tenantry.cli.known import Noticed, anew, keep, noticed
from tenantry.errors import UsageError
from tenantry.gates import Passage
from tenantry.incremental.change import Change
from tenantry.incremental.compare import Pair, Way, compared
from tenantry.ledger import Lost
from tenantry.model.change import Plan
from tenantry.model.compiled import Compiled
from tenantry.model.progress import tell
from tenantry.model.shared import Shared
from tenantry.pipeline import compile_snapshot
from tenantry.plan import joined, portion
from tenantry.report.escape import terminal
from tenantry.source import commit_of, head_of, history, identify_worktree, read_commit


def planned(
    root: Path, base: str, head: str | None, *, as_of: datetime | None, effort: Effort
) -> tuple[Plan, Compiled]:  # fmt: skip
    """The plan from the commit `base` to the commit `head` (None: the worktree), and HEAD as compiled: as far as they
    differ, where the rest is known."""
    time = as_of or datetime.now(UTC)
    with suppress(Lost):
        pair = _recalled(root, (base, head), as_of=time, effort=effort)
        if pair is not None:
            return _plan(root, pair, (base, head), as_of=time), pair.after
    pair = _whole(root, base, head, as_of=time, effort=effort)
    return _plan(root, pair, (base, head), as_of=time), pair.after


def _plan(root: Path, pair: Pair, refs: tuple[str, str | None], *, as_of: datetime) -> Plan:
    related = history(root, *refs)
    passage = Passage(before=pair.before, after=pair.after, as_of=as_of, committed=related.committed, moves=())
    tell("comparing states")
    found = joined(pair.portions, passage, refs=refs)
    if related.behind:
        note = f"note: '{refs[0]}' has commits that are not in this state; what they changed shows as undone; rebase"
        click.echo(terminal(note), err=True)
    return found


def _whole(root: Path, base: str, head: str | None, *, as_of: datetime, effort: Effort) -> Pair:
    shared = Shared()
    before = based(root, base, as_of=as_of, shared=shared)
    if head is not None:
        snapshot, found = read_commit(root, head)
        after = compile_snapshot(snapshot, as_of=as_of, found=found, shared=shared)
    else:
        snapshot, found, identity = identify_worktree(root, at=time_ns())
        after = compile_snapshot(snapshot, as_of=as_of, found=found, shared=shared)
        keep(effort.cache(root), after, found, identity, as_of=as_of)
    return Pair(before=before, after=after, portions=[portion(before, after, as_of=as_of)])


def _recalled(root: Path, refs: tuple[str, str | None], *, as_of: datetime, effort: Effort) -> Pair | None:
    """Both states as far as they differ; None where the whole must be compiled."""
    (base, head), cache = refs, effort.cache(root)
    start, end = commit_of(root, base), commit_of(root, head) if head is not None else head_of(root)
    seen = noticed(root, cache, as_of=as_of, jobs=effort.jobs)
    route = _route(seen, start, end, worktree=head is None, as_of=as_of)
    if route is None or route.way.after.reach is None:
        seen = anew(root, cache, as_of=as_of, jobs=effort.jobs, rendered=True)
        route = _route(seen, start, end, worktree=head is None, as_of=as_of)
    pair = compared(route.way, jobs=effort.jobs) if route is not None else None
    if seen is None or route is None or pair is None:
        return None
    if route.to_worktree and pair.ledger is not None:
        seen.kept(pair.ledger, cache)
    before, after = _dated(pair.before, start, dirty=False), _dated(pair.after, end, dirty=route.dirty)
    return replace(pair, before=before, after=after)


class _Route(NamedTuple):
    """The way of a plan, whether it leads to the worktree, and whether that differs from its commit."""

    way: Way
    to_worktree: bool
    dirty: bool


def _route(
    seen: Noticed | None, start: str, end: str | None, *, worktree: bool, as_of: datetime
) -> _Route | None:  # fmt: skip
    """From the commit `start` to the commit `end`, or to the `worktree` that has it. None where it is not known how
    they differ."""
    to_end = seen.files.towards(end) if seen is not None and end is not None else None
    if seen is None or to_end is None:
        return None
    after = seen.files if worktree else seen.files.committed(to_end)
    to_start = after.towards(start)
    if to_start is None:
        return None
    before = after.committed(to_start)
    before.read([path for path, name in to_start.items() if name is not None])  # git is asked once
    paths, states = {*seen.changed, *to_end, *to_start}, (before.state(as_of), after.state(as_of))
    way = Way(*(Change.between(seen.ledger, state, paths) for state in states))
    return _Route(way=way, to_worktree=worktree or not to_end, dirty=worktree and bool(to_end))


def _dated(state: Compiled, commit: str | None, *, dirty: bool) -> Compiled:
    return replace(state, snapshot=replace(state.snapshot, commit=commit, dirty=dirty))


def based(root: Path, base: str, *, as_of: datetime, shared: Shared) -> Compiled:
    """The commit that a plan starts from; one without a config repository is an empty state, one whose settings cannot
    be read is wrong usage: what would judge the plan is in them."""
    snapshot, found = read_commit(root, base, empty=True)
    if not snapshot.files:
        return Compiled.nothing(snapshot)
    before = compile_snapshot(snapshot, as_of=as_of, found=found, shared=shared)
    if before.declarations is None:
        raise UsageError(
            f"the tenantry.yaml of '{base}' cannot be used, and what judges a plan stands there",
            "plan from a commit in which it is sound",
        )
    return before


def exit_code(found: Plan, *, told: bool) -> int:
    """1 with errors in HEAD, 5 where guard or gates refuse, 4 where changes are asked for and there are any, else 0."""
    if found.failed:
        return PROBLEMS
    if found.refused:
        return REFUSED
    return DIFFERENT if told and not found.empty else CLEAN
