"""How `compile` comes to a build tree by what earlier runs left: the files of what did not change since are linked from
the tree that is there, and only what did is rendered."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from tenantry.cli.common import say
from tenantry.cli.known import Known, recalled, report_of
from tenantry.cli.outcome import Outcome, by_this_compiler
from tenantry.cli.placed import Asked, Tell, common_to_all, placed, rendered
from tenantry.incremental.whole import Order, in_parts
from tenantry.ledger import Lost
from tenantry.ledger.renderings import Rendering
from tenantry.model.artifact import Artifact
from tenantry.model.compiled import Compiled
from tenantry.source import head_of
from tenantry.targets.target import Apart
from tenantry.write import Listing, Provenance, Stage, listing_of, manifest

MOST: Final = 1000
"""Files of tenants that a change may reach. They are checked first, and rendered with all of their integrations after:
of more it takes as long to do everything at once."""


def rebuilt(asked: Asked, tell: Tell, *, as_of: datetime) -> Outcome | None:
    """The outcome. None, with nothing told or written, where what earlier runs left does not do."""
    with suppress(Lost):
        now = recalled(asked.root, asked.cache, as_of=as_of, jobs=asked.jobs, most=MOST)
        provenance = _provenance(asked.root, now) if now is not None else None
        if now is None or provenance is None:
            return None
        start = asked.outcome(report_of(now, now.diagnostics), provenance, ())
        if start.failed:
            tell(start.report)
            return start
        order = in_parts(now.files.state(as_of), Apart.RENDERS, doing="compiling tenants")
        common = common_to_all(order, ()) if order is not None else None
        if order is not None and common is not None:
            work = _Work(asked=asked, order=order, common=frozenset(each.path for each in common))
            return placed(asked, partial(_filled, work, start), tell)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What is rendered; `common` are the paths that are of several integrations."""

    asked: Asked
    order: Order = field(repr=False)
    common: Collection[str]


def _provenance(root: Path, now: Known) -> Provenance | None:
    """None where it is not known how the worktree differs from its commit."""
    head = head_of(root)
    others = now.files.towards(head) if head is not None else {}
    if others is None:
        return None
    return by_this_compiler(head, dirty=bool(others))


def _filled(work: _Work, start: Outcome, stage: Stage) -> Outcome | None:
    """The tree filled, unless what is there is that already."""
    cache, order = work.asked.cache, work.order
    keys = {name: order.key(name) for name in order.reach}
    kept = cache.renderings(keys.values())
    known = {name: kept[key] for name, key in keys.items() if key in kept}
    if len(known) == len(keys):
        outcome = _outcome(work, start, known)
        if outcome is not None and stage.is_current(outcome.artifacts, manifest(outcome.artifacts, start.provenance)):
            return outcome
    made = order.made(partial(_linked, stage, known), partial(_rendered, stage, work.common), jobs=work.asked.jobs)
    found = {name: each for name, each in made.items() if each is not None}
    outcome = _outcome(work, start, found) if len(found) == len(made) else None
    if outcome is not None:
        stage.fill(_common(work, found))
        new = {keys[name]: each for name, each in found.items() if each != known.get(name)}
        cache.keep(new, wanted=keys.values())
        say(f"{len(new)} of {len(made)} integrations changed, {len(outcome.artifacts)} artifacts")
    return outcome


def _outcome(work: _Work, start: Outcome, made: Mapping[str, Rendering]) -> Outcome | None:
    """None where artifacts have one path: then it takes more to tell whose they are."""
    artifacts = Listing([*(each.listing for each in made.values()), listing_of(_common(work, made))])
    if artifacts.collides:
        return None
    return replace(start, artifacts=artifacts)


def _common(work: _Work, made: Mapping[str, Rendering]) -> Sequence[Artifact]:
    return common_to_all(work.order, [name for name, each in made.items() if each.tenants]) or ()


def _linked(stage: Stage, known: Mapping[str, Rendering], name: str) -> Rendering | None:
    found = known.get(name)
    return found if found is not None and stage.link(found.listing) else None


def _rendered(stage: Stage, common: Collection[str], compiled: Compiled) -> Rendering | None:
    """None where there are errors after all."""
    return rendered(stage, common, compiled) if not compiled.failed else None
