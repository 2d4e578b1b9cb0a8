"""How commands change a config repository: the edit is planned as any other change, judged by the same guard and gates,
and written only if they let it pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from tenantry.actions import Edits, overlaid
from tenantry.cli.common import Common, colored, format_of
from tenantry.cli.compiled import complain, instant, repository
from tenantry.cli.group import CLEAN, PROBLEMS, REFUSED
from tenantry.diagnostics import Severity
from tenantry.model.change import Plan
from tenantry.model.compiled import Compiled
from tenantry.model.declared import Declarations
from tenantry.model.shared import Shared
from tenantry.model.snapshot import Snapshot
from tenantry.pipeline import compile_snapshot
from tenantry.plan import plan
from tenantry.report.escape import json_text, terminal
from tenantry.report.plan import Asked
from tenantry.report.plan.json import data as plan_data
from tenantry.report.plan.text import text_plan
from tenantry.report.recorded import News
from tenantry.report.rollout import gate_state
from tenantry.rollouts import Gate
from tenantry.source import read_worktree
from tenantry.write import write_sources

Edit = Callable[[Snapshot, Declarations, datetime], Edits]
"""What a command does to a repository, at an instant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How an edit is taken. `errors_pass` where it is right even if tenants then have errors, as for a yanked release;
    `if_open` leaves a closed gate at that, without a complaint; `news` tells more of the repository as it will be;
    `gate` is one more, which an outside signal closes."""

    as_of: str | None = None
    errors_pass: bool = False
    if_open: bool = False
    news: Callable[[Compiled], News] | None = None
    gate: Callable[[Compiled], Gate] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What an edit does, the files that were written for it, and more to tell: of a release, of an outside signal."""

    plan: Plan
    edits: Edits
    news: News | None
    gate: Gate | None


def act(common: Common, edit: Edit, way: Way) -> int:
    """Plans the edit from the worktree as it is, shows the plan, and writes the files unless it is refused: 1 where it
    brings errors, 5 where guard or gates are closed."""
    form = format_of(common, ("text", "json"))
    root, at = repository(common), instant(way.as_of) or datetime.now(UTC)
    snapshot, found = read_worktree(root)
    shared = Shared()
    before = compile_snapshot(snapshot, as_of=at, found=found, shared=shared)
    if before.declarations is None:
        complain(common, before)
        return PROBLEMS
    edits = edit(snapshot, before.declarations, at)
    after = compile_snapshot(overlaid(snapshot, edits), as_of=at, found=found, shared=shared)
    done = plan(before, after, as_of=at)
    gate = way.gate(before) if way.gate else None
    code = _refusal(done, gate, way)
    if code == CLEAN:
        write_sources(root, edits.files)
    news = way.news(after) if way.news and code != PROBLEMS else None
    _tell(common, form, Done(plan=done, edits=edits if code == CLEAN else Edits(files={}), news=news, gate=gate))
    return CLEAN if way.if_open and code == REFUSED else code


def _refusal(done: Plan, gate: Gate | None, way: Way) -> int:
    brings_errors = any(each.severity is Severity.ERROR and each.code.id[:3] != "TN8" for each in done.introduced)
    if brings_errors and not way.errors_pass:
        return PROBLEMS
    return REFUSED if done.refused or (gate and not gate.open) else CLEAN


def _tell(common: Common, form: str, done: Done) -> None:
    files = done.edits.files
    written = [path for path, content in files.items() if content is not None]
    removed = [path for path, content in files.items() if content is None]
    if form == "json":
        data = {"version": 1, "written": written, "removed": removed, "plan": plan_data(done.plan)}
        more = {"release": done.news.data} if done.news else {}
        more |= {"gate": gate_state(done.gate).model_dump()} if done.gate else {}
        click.echo(json_text(data | more), nl=False)
        return
    color = colored(common)
    click.echo(text_plan(done.plan, Asked(color=color, verbose=bool(common.verbose))), nl=False, color=color)
    if done.news:
        click.echo("".join(f"{terminal(line)}\n" for line in ["", *done.news.lines()]), nl=False)
    if done.gate:
        click.echo(f"\n{'open' if done.gate.open else 'closed'} {terminal(f'{done.gate.name}: {done.gate.says}')}")
    if not files:
        click.echo("nothing is written", err=True)
    for word, paths in (("written", written), ("removed", removed)):
        for path in paths:
            click.echo(f"{word}: {terminal(path)}")


def state_of(common: Common, as_of: datetime) -> tuple[Path, Compiled, Declarations | None]:
    """The worktree as it is, compiled as far as it goes."""
    root = repository(common)
    snapshot, found = read_worktree(root)
    state = compile_snapshot(snapshot, as_of=as_of, found=found, shared=Shared())
    return root, state, state.declarations
