"""How commands come to a plan: read two states, compile both, compare."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from tenantry.cli.group import CLEAN, DIFFERENT, PROBLEMS, REFUSED
from tenantry.errors import UsageError
from tenantry.model.change import Plan
from tenantry.model.compiled import Compiled
from tenantry.model.shared import Shared
from tenantry.pipeline import compile_snapshot
from tenantry.plan import plan
from tenantry.report.escape import terminal
from tenantry.source import history, read_commit, read_worktree


def planned(root: Path, base: str, head: str | None, *, as_of: datetime | None) -> tuple[Plan, Compiled]:
    """The plan from the commit `base` to the commit `head` (None: the worktree), and HEAD as compiled."""
    time = as_of or datetime.now(UTC)
    shared = Shared()
    before = based(root, base, as_of=time, shared=shared)
    related = history(root, base, head)
    if related.behind:
        note = f"note: '{base}' has commits that are not in this state; what they changed shows as undone; rebase"
        click.echo(terminal(note), err=True)
    snapshot, found = read_commit(root, head) if head is not None else read_worktree(root)
    after = compile_snapshot(snapshot, as_of=time, found=found, shared=shared)
    return plan(before, after, as_of=time, committed=related.committed, refs=(base, head)), after


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
