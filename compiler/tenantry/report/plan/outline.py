"""What a plan says, in the order of importance: the same for every format that people read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tenantry.diagnostics import Diagnostic, Severity
from tenantry.model.change import Action, FieldChange, Group, Plan, SettingChange, TenantChange
from tenantry.model.document import Span
from tenantry.report.plan.words import count, per_day, shown, when

_REASONS: Final = 5
"""Reasons that are told why tenants could not take a release; `what-if` tells all."""
_SIGNS: Final = {Action.ADD: "+", Action.REMOVE: "-", Action.CHANGE: "~"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to tell: a sign (+ - ~ ! or nothing), a sentence, the place that it is about, more lines, tenants.

    All of it is plain text, not yet escaped for any place.
    """

    text: str
    sign: str = ""
    place: Span | None = None
    notes: tuple[str, ...] = ()
    tenants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Items of one kind. `open` ones are what a reviewer decides by; the others are folded where folding is."""

    title: str
    items: tuple[Item, ...]
    open: bool = False


def verdict(plan: Plan) -> tuple[str, str]:
    """`error`, `refused`, `changes` or `nothing`, and the sentence for it."""
    errors = sum(problem.severity is Severity.ERROR for problem in (*plan.introduced, *plan.known))
    if plan.failed:
        return "error", f"Not valid: {count(errors, 'error')}."
    if plan.refused:
        reasons = sorted({each.code.name for each in plan.introduced if each.severity is Severity.ERROR})
        return "refused", "Refused: " + ", ".join(reasons) + "."
    if plan.empty:
        return "nothing", "Nothing changes."
    return "changes", "May be merged once approved." if plan.approvals else "May be merged."


def totals(plan: Plan) -> str:
    """The counts in one line."""
    total = plan.total
    changed, added, removed = (plan.count(action) for action in (Action.CHANGE, Action.ADD, Action.REMOVE))
    tenants = f"{changed} changed, {added} added, {removed} removed"
    artifacts = f"{total.created} created, {total.updated} updated, {total.deleted} deleted"
    return f"{count(plan.head.tenants, 'tenant')}: {tenants}. Artifacts: {artifacts}."


def states(plan: Plan) -> str:
    """From what to what."""
    return f"{_state(plan.base.ref, plan.base.commit)} → {_state(plan.head.ref, plan.head.commit)}"


def _state(ref: str | None, commit: str | None) -> str:
    name, short = ref or "worktree", (commit or "")[:12]
    return f"{name} ({short})" if short and not name.startswith(short) else name


def outline(plan: Plan) -> list[Section]:
    """Every section that has anything in it."""
    errors = [each for each in plan.introduced if each.severity is Severity.ERROR]
    old_errors = [each for each in plan.known if each.severity is Severity.ERROR]
    warnings = [each for each in plan.introduced if each.severity is not Severity.ERROR]
    sections = [
        Section(title="Problems that stop it", items=tuple(map(_problem, errors)), open=True),
        Section(title="Errors that were there before", items=tuple(map(_problem, old_errors)), open=True),
        Section(title="Approvals needed", items=tuple(_approvals(plan)), open=True),
        Section(title="Changes", items=tuple(map(_group, plan.groups)), open=True),
        Section(title="Tenants on their own", items=tuple(_alone(plan)), open=True),
        Section(title="Could not take the release of their channel", items=tuple(_reaches(plan)), open=True),
        Section(title="Removed", items=tuple(_whole(plan, Action.REMOVE)), open=True),
        Section(title="Added", items=tuple(_whole(plan, Action.ADD)), open=True),
        Section(title="Connections needed before the next run", items=tuple(_connections(plan)), open=True),
        Section(title="Secrets that nothing referred to before", items=tuple(_secrets(plan))),
        Section(title="Settings, releases, rollouts", items=tuple(map(_setting, plan.settings)), open=True),
        Section(title="Rendered anew without a change of the tenants", items=tuple(_rerendered(plan)), open=True),
        Section(title="Warnings that are new", items=tuple(map(_problem, warnings))),
        Section(title="Schedule", items=tuple(_schedule(plan))),
        Section(title="Overrides in force", items=tuple(_overrides(plan))),
        Section(title="Artifacts", items=tuple(_artifacts(plan))),
        Section(title="Tenants that cannot be read", items=tuple(Item(text=each, sign="!") for each in plan.unread)),
    ]
    return [section for section in sections if section.items]


def _problem(problem: Diagnostic) -> Item:
    return Item(
        text=f"{problem.severity.value}[{problem.code.id}] {problem.code.name}: {problem.message}",
        sign="!",
        place=problem.span,
        notes=(f"help: {problem.help}",) if problem.help else (),
        tenants=problem.tenants if len(problem.tenants) > 1 else (),
    )


def _approvals(plan: Plan) -> Iterator[Item]:
    by_owner: dict[str, list[str]] = {}
    for each in plan.approvals:
        by_owner.setdefault(each.owner, []).append(each.because)
    for owner, reasons in by_owner.items():
        yield Item(text=f"{owner}: {'; '.join(reasons)}")


def _group(group: Group) -> Item:
    text = f"{count(len(group.tenants), 'tenant')}: {_difference(group)}"
    each = group.cause.path.endswith(f"/{group.tenants[0].rpartition('/')[2]}.yaml")
    notes = ("each in its own file; this is the first",) if each else ()
    return Item(text=text, sign="~", place=group.cause, notes=notes, tenants=group.tenants)


def _difference(change: FieldChange | Group) -> str:
    return f"{change.field} {shown(change.before)} → {shown(change.after)}"


def _alone(plan: Plan) -> Iterator[Item]:
    """What outliers do that no group tells."""
    grouped = {(group.field, tenant) for group in plan.groups for tenant in group.tenants}
    for tenant in plan.tenants:
        for change in tenant.changes if tenant.id in plan.outliers else ():
            if (change.field, tenant.id) not in grouped:
                yield Item(text=f"{tenant.id}: {_difference(change)}", sign="~", place=change.cause)


def _reaches(plan: Plan) -> Iterator[Item]:
    for reach in plan.reaches:
        where = f"channel {reach.channel} of {reach.integration} goes to {reach.release}"
        if reach.unable:
            whom = f"{len(reach.unable)} of {count(reach.tenants, 'tenant')} could not take it"
            notes = tuple(dict.fromkeys(each.message for problems in reach.unable.values() for each in problems))
            yield Item(text=f"{where}: {whom}", sign="!", notes=notes[:_REASONS], tenants=tuple(reach.unable))


def _whole(plan: Plan, action: Action) -> Iterator[Item]:
    """Tenants that come or go, by integration and release."""
    found: dict[tuple[str, str], list[str]] = {}
    for tenant in plan.tenants:
        if tenant.action is action:
            found.setdefault((tenant.integration, _release(tenant)), []).append(tenant.id)
    for (integration, release), tenants in found.items():
        what = f"{count(len(tenants), 'tenant')} of {integration}" + (f", release {release}" if release else "")
        yield Item(text=what, sign=_SIGNS[action], tenants=tuple(tenants))


def _release(tenant: TenantChange) -> str:
    change = next((each for each in tenant.changes if each.field == "release"), None)
    return "" if change is None else str(change.after or change.before)


def _connections(plan: Plan) -> Iterator[Item]:
    found: dict[tuple[str, str], list[str]] = {}
    for each in plan.connections:
        kept = f"{each.connector} of all tenants, in {each.store} {each.mount}/{each.path}"
        what = kept if each.scope == "global" else each.connector
        found.setdefault((what, ", ".join(each.keys)), []).append(each.tenant)
    for (what, keys), tenants in found.items():
        yield Item(text=f"{count(len(tenants), 'tenant')}: {what} ({keys})", tenants=tuple(tenants))


def _secrets(plan: Plan) -> Iterator[Item]:
    for each, tenants in plan.secrets.items():
        yield Item(text=f"{each.store} {each.mount}/{each.path} {each.key}", sign="+", tenants=tenants)


def _setting(setting: SettingChange) -> Item:
    if not setting.field:
        text = f"{setting.path} {'is new' if setting.before is None else 'is removed'}"
    else:
        text = f"{setting.path}: {setting.field} {shown(setting.before)} → {shown(setting.after)}"
    notes = ("this weakens what judges changes",) if setting.loosens else ()
    return Item(text=text, sign="!" if setting.loosens else "~", place=setting.cause, notes=notes)


def _rerendered(plan: Plan) -> Iterator[Item]:
    for each in plan.rerendered:
        why = "the target's options changed" if each.cause else "settings changed that only artifacts show"
        text = f"{count(each.artifacts, 'artifact')} of target {each.target}: {why}"
        yield Item(text=text, sign="~", place=each.cause, tenants=each.tenants)


def _schedule(plan: Plan) -> Iterator[Item]:
    before, after = plan.pace
    if before != after:
        runs = f"runs per day {per_day(before)} → {per_day(after)}"
        yield Item(text=f"{runs}, busiest minute {before.peak_per_minute} → {after.peak_per_minute}")
    for each in plan.fires:
        yield Item(text=f"{each.tenant}: next {_times(each.before)} → {_times(each.after)}", sign="~")


def _times(times: Sequence[datetime]) -> str:
    return ", ".join(map(when, times)) if times else "never"


def _overrides(plan: Plan) -> Iterator[Item]:
    for each in plan.overrides:
        where = f" for {each.integration}" if each.integration else ""
        use = "used here" if each.used else "not needed here"
        text = f"{each.name}: allows {', '.join(each.allow)}{where} until {each.until}, {use}"
        yield Item(text=text, sign="!", notes=(f"by {each.owner}: {each.reason}",))


def _artifacts(plan: Plan) -> Iterator[Item]:
    for target, number in plan.artifacts.items():
        yield Item(text=f"{target}: {number.created} created, {number.updated} updated, {number.deleted} deleted")
