"""Random edits of a repository: a plan names those tenants for whom something differs, and no others.

200 edits, or 5 000 with TENANTRY_NIGHTLY set; each seed is a case of its own and can be run again alone.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from random import Random

import pytest

from support_compile import AS_OF
from support_edits import edit, repository
from support_plan import told
from tenantry.model.change import Action, Plan
from tenantry.model.compiled import Compiled
from tenantry.model.shared import Shared
from tenantry.model.snapshot import Snapshot
from tenantry.model.view import view
from tenantry.pipeline import compile_snapshot
from tenantry.plan import plan

EDITS = 5_000 if os.environ.get("TENANTRY_NIGHTLY") else 200
BATCH = 20
batches = pytest.mark.parametrize("first", range(0, EDITS, BATCH))
OPPOSITE = {Action.ADD: Action.REMOVE, Action.REMOVE: Action.ADD, Action.CHANGE: Action.CHANGE}
Files = Mapping[str, str]


def compiled(files: Files, shared: Shared | None = None) -> Compiled:
    content = {path: text.encode() for path, text in sorted(files.items())}
    return compile_snapshot(Snapshot(files=content), as_of=AS_OF, shared=shared or Shared())


def sides(seed: int) -> tuple[Files, Files]:
    """A random repository, and the same after one to three random edits."""
    random = Random(seed)
    before = repository(random)
    after = before
    for _ in range(random.randint(1, 3)):
        after = edit(after, random)
    return before, after


def planned(before: Files, after: Files) -> Plan:
    return plan(compiled(before), compiled(after), as_of=AS_OF)


def rendered(state: Compiled) -> dict[str, object]:
    """By tenant, every artifact of its own, and what is not rendered and yet told: groups, and why it is pinned."""
    found: dict[str, object] = {}
    for each in state.installations:
        shown = view(each)
        why = [shown["release"].get(name) for name in ("reason", "owner", "until")]
        artifacts = [(one.path, one.content) for one in state.artifacts if one.tenant == each.id]
        found[each.id] = (artifacts, shown["groups"], why)
    return found


@batches
def test_a_plan_names_what_differs_and_why_and_the_way_back_is_its_inverse(first: int) -> None:
    for seed in range(first, first + BATCH):
        files = sides(seed)
        before, after = map(compiled, files)
        assert not before.failed
        assert not after.failed
        there, back = plan(before, after, as_of=AS_OF), plan(after, before, as_of=AS_OF)
        names_those_that_differ(there, rendered(before), rendered(after))
        is_inverse(there, back)
        leads_to_what_was_edited(there, *files)


def names_those_that_differ(found: Plan, old: dict[str, object], new: dict[str, object]) -> None:
    expected = {tenant for tenant in {*old, *new} if old.get(tenant) != new.get(tenant)}
    assert {each.id for each in found.tenants} == expected
    assert {each.id for each in found.tenants if each.action is Action.ADD} == new.keys() - old.keys()
    assert {each.id for each in found.tenants if each.action is Action.REMOVE} == old.keys() - new.keys()


def is_inverse(there: Plan, back: Plan) -> None:
    reversed_actions = [(each.id, OPPOSITE[each.action]) for each in there.tenants]
    assert reversed_actions == [(each.id, each.action) for each in back.tenants]
    swapped = {
        tenant: {field: (new, old) for field, (old, new) in fields.items()} for tenant, fields in told(there).items()
    }
    assert swapped == told(back)
    assert (there.digest == back.digest) == (there.empty and back.empty)


def leads_to_what_was_edited(found: Plan, before: Files, after: Files) -> None:
    for tenant in found.tenants:
        for change in tenant.changes:
            path = change.cause.path
            assert path in {**before, **after}
            assert before.get(path) != after.get(path), (tenant.id, change)


@batches
def test_a_plan_to_itself_is_empty(first: int) -> None:
    for seed in range(first, first + BATCH, 4):
        before, _ = sides(seed)
        found = planned(before, before)
        assert found.empty
        assert found.introduced == []


@batches
def test_a_rebase_keeps_the_digest(first: int) -> None:
    """BASE has meanwhile got another tenant, lines have moved, and artifacts that serve several tenants are others."""
    for seed in range(first, first + BATCH):
        before, after = sides(seed)
        rebased = planned(_rebased(before), _rebased(after))
        if all(each.id != "orders/zz-else" for each in rebased.tenants):
            assert rebased.digest == planned(before, after).digest, seed


def _rebased(files: Files) -> Files:
    below = {path: f"# a line above\n{text}" for path, text in files.items() if path.startswith("tenants/")}
    return {**files, **below, "tenants/orders/zz-else.yaml": "schedule: {every: 15m}\n"}


@batches
def test_another_change_has_another_digest(first: int) -> None:
    base = repository(Random(first))
    start = compiled(base)
    known: dict[str, object] = {}
    for seed in range(first, first + BATCH):
        after = compiled(edit(base, Random(seed)))
        outcome = (rendered(after), sorted((one.path, one.content) for one in after.artifacts))
        assert known.setdefault(plan(start, after, as_of=AS_OF).digest, outcome) == outcome, seed


@batches
def test_what_two_states_share_changes_neither(first: int) -> None:
    for seed in range(first, first + BATCH):
        shared, (before, after) = Shared(), sides(seed)
        together, apart = [compiled(each, shared) for each in (before, after)], [compiled(each) for each in sides(seed)]
        for one, other in zip(together, apart, strict=True):
            assert (one.installations, one.diagnostics) == (other.installations, other.diagnostics)
            assert one.artifacts == other.artifacts
            assert one.documents == other.documents
        assert plan(*together, as_of=AS_OF) == plan(*apart, as_of=AS_OF)
        old, new = ({each.path: each for each in state.artifacts} for state in together)
        for path in old.keys() & new.keys():
            assert old[path].same_content(new[path]) == (old[path].content == new[path].content)
