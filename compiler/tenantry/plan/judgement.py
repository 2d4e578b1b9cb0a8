"""Whether guard and gates let a plan pass, overrides counted in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tenantry.diagnostics import Diagnostic
from tenantry.gates import Move, Passage, Refusal, judge
from tenantry.model.change import TenantChange, Verdict, Waiver
from tenantry.model.compiled import Compiled
from tenantry.plan.guard import guard
from tenantry.plan.waivers import allows, unneeded, used, waivers


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The guard's verdict, the overrides in force, what is to be said, and whether the plan is refused."""

    guard: Verdict
    waivers: Sequence[Waiver]
    problems: Sequence[Diagnostic]
    refused: bool


def judgement(passage: Passage, changes: Sequence[TenantChange]) -> Judgement:
    """Judges the changes."""
    before, after = passage.before, passage.after
    held, closed = waivers(after, as_of=passage.as_of), judge(passage)
    bare, _ = guard(before, after, changes, allowed=frozenset())
    needs = {(str(refusal.kind), refusal.integration) for refusal in closed}
    needs |= {("guard", change.integration) for change in changes if bare.tripped}
    allowed = frozenset(waiver.integration or "" for waiver in held if "guard" in waiver.allow)
    verdict, broken = guard(before, after, changes, allowed=allowed)
    shut = [refusal.problem for refusal in closed if not _open(refusal, held)]
    known = used(held, needs)
    return Judgement(
        guard=verdict,
        waivers=known,
        problems=[*broken, *shut, *unneeded(known)],
        refused=bool(broken or shut),
    )


def _open(refusal: Refusal, held: Sequence[Waiver]) -> bool:
    return any(allows(waiver, (refusal.kind, refusal.integration)) for waiver in held)


def moves(before: Compiled, after: Compiled, changes: Sequence[TenantChange]) -> Iterator[Move]:
    """Tenants of both states whose release differs."""
    old = {each.id: each.release.version for each in before.installations}
    new = {each.id: each.release.version for each in after.installations}
    for change in changes:
        cause = next((each.cause for each in change.changes if each.field == "release"), None)
        if cause is not None and change.id in old and change.id in new:
            yield Move(
                tenant=change.id,
                integration=change.integration,
                before=old[change.id],
                after=new[change.id],
                cause=cause,
            )
