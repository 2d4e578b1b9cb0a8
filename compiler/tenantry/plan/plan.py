"""Two compiled states → the plan from one to the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from tenantry.diagnostics import Diagnostic
from tenantry.diagnostics.baseline import only_new
from tenantry.gates import Passage
from tenantry.model.change import Plan, Side
from tenantry.model.compiled import Compiled
from tenantry.plan.access import new_connections, new_secrets
from tenantry.plan.approvals import approvals
from tenantry.plan.artifacts import counts, rerendered
from tenantry.plan.digest import digest
from tenantry.plan.groups import groups, outliers
from tenantry.plan.guard import tenants
from tenantry.plan.judgement import judgement
from tenantry.plan.pace import pace
from tenantry.plan.portion import Portion, portion
from tenantry.plan.renames import renames
from tenantry.plan.rollbacks import unheld
from tenantry.plan.settings import option_places, settings
from tenantry.plan.what_if import reaches, stranded


def plan(
    before: Compiled,
    after: Compiled,
    *,
    as_of: datetime,
    committed: datetime | None = None,
    refs: tuple[str | None, str | None] = (None, None),
) -> Plan:
    """What it takes to come from `before` (BASE) to `after` (HEAD), both compiled with `shared`, and whether guard and
    gates let it pass at `as_of`. `committed` is when BASE was committed, `refs` what the states were called by."""
    passage = Passage(before=before, after=after, as_of=as_of, committed=committed, moves=())
    return joined([portion(before, after, as_of=as_of)], passage, refs=refs)


def joined(portions: Sequence[Portion], passage: Passage, *, refs: tuple[str | None, str | None]) -> Plan:
    """As `plan`, where all tenants were compared before, as `portions`. The states of the passage need not have them;
    where they leave any out, they say how many there are, and which secrets they refer to."""
    found = Portion.together(portions)
    before, after, compared = passage.before, passage.after, found.compared
    listed, changes, rendered = settings(before, after), compared.tenants, compared.rendered
    gathered, judged = groups(changes), judgement(replace(passage, moves=found.moves), changes)
    reached = reaches(found.courses, after)
    own = [*judged.problems, *stranded(reached, after), *unheld(before, after), *renames(found.files)]
    introduced, known = _problems(before, after, own)
    return Plan(
        sides=(_side(before, refs[0]), _side(after, refs[1])),
        digest=digest(compared.exact, listed, rendered),
        tenants=changes,
        groups=gathered,
        outliers=outliers(changes, gathered),
        settings=listed,
        artifacts=counts(rendered, without=frozenset(compared.unread)),
        rerendered=rerendered(rendered, changes, option_places(listed)),
        pace=(pace(before, as_of=passage.as_of), pace(after, as_of=passage.as_of)),
        fires=found.fires,
        connections=new_connections(found.connections, before),
        secrets=new_secrets(found.secrets, before),
        guard=judged.guard,
        overrides=judged.waivers,
        approvals=approvals(before, after, changes, listed),
        reaches=reached,
        introduced=introduced,
        known=known,
        unread=compared.unread,
        failed=after.failed,
        refused=judged.refused,
    )


def _side(state: Compiled, ref: str | None) -> Side:
    """A worktree that differs from its commit is no commit."""
    snapshot = state.snapshot
    commit = None if snapshot.dirty else snapshot.commit
    return Side(ref=ref, commit=commit, dirty=snapshot.dirty, tenants=tenants(state))


def _problems(
    before: Compiled, after: Compiled, own: Sequence[Diagnostic]
) -> tuple[list[Diagnostic], list[Diagnostic]]:  # fmt: skip
    """What HEAD has and BASE has not, with what the plan itself has to say; and what both have."""
    introduced = only_new(after.diagnostics, before.diagnostics)
    new = {id(problem) for problem in introduced}
    known = [problem for problem in after.diagnostics if id(problem) not in new]
    return sorted([*own, *introduced], key=lambda problem: problem.sort_key), known
