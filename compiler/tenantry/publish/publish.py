"""One publish: look at the branch, judge, commit, push; again with a new plan where the branch moved meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from tenantry.errors import ExternalError, UsageError
from tenantry.git import Repository
from tenantry.git.objects import store_commit
from tenantry.git.push import Remote
from tenantry.model.artifact import Artifact
from tenantry.model.change import Action, Plan
from tenantry.model.progress import tell
from tenantry.model.publication import Status
from tenantry.publish.commit import NEUTRAL, Draft, Origin, commit_text, folder_name
from tenantry.publish.provenance import Signer, envelope, statement
from tenantry.publish.published import Published, read_published
from tenantry.publish.tree import store_files
from tenantry.write import Provenance, digest, files_of, manifest

ATTEMPTS: Final = 50
"""How often a branch may move under a publish; each time another publish was done, so that this bounds a crowd."""

_LOCKED: Final = ("lock", "failed to update ref", "incorrect old value", "stale info", "fetch first", "already exists")
"""What servers say where another push is at the same branch."""
_STUCK: Final = 5
_PAUSE: Final = 0.2
"""How often a push that meets a lock is tried again, and the seconds before the first time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be published: a commit as compiled, and what else was asked for.

    `plan_from` makes the plan from what is published (None: from nothing), `drift_stops` says whether the settings that
    are published make drift an error. `name` is what the config repository calls
    itself, `date` the source commit's.
    """

    repository: Repository = field(repr=False)
    provenance: Provenance
    artifacts: tuple[Artifact, ...] = field(repr=False)
    date: datetime
    name: str | None
    plan_from: Callable[[Published | None], Plan] = field(repr=False)
    drift_stops: Callable[[Published], bool] = field(repr=False)
    expect: str | None = None
    dry_run: bool = False
    sign: Signer | None = field(repr=False, default=None)

    @property
    def commit(self) -> str:
        """The source commit."""
        if self.provenance.commit is None:
            raise ValueError("only commits are published")
        return self.provenance.commit

    @property
    def manifest(self) -> bytes:
        """The manifest of the tree."""
        return manifest(self.artifacts, self.provenance)

    @property
    def files(self) -> Mapping[str, bytes]:
        """The whole tree."""
        return files_of(self.artifacts, self.manifest)

    def origin(self, plan: Plan) -> Origin:
        """What the trailers tell."""
        return Origin(
            commit=self.commit,
            path=folder_name(self.repository.prefix),
            plan=plan.digest,
            tree=digest(self.artifacts),
            compiler=self.provenance.compiler,
            tzdata=self.provenance.tzdata,
        )

    def envelope(self, plan: Plan) -> bytes:
        """The provenance, signed where a key was given."""
        return envelope(statement(self.manifest, self.origin(plan), name=self.name), self.sign)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a publish ended: `before` is what was on the branch, `commit` what is there now if this put it there, `back`
    says that the source commit is older than the one published before. There is no plan where a race was lost."""

    status: Status
    before: Published | None
    plan: Plan | None = field(repr=False, default=None)
    commit: str | None = None
    reason: str | None = None
    back: bool = False
    envelope: bytes | None = field(repr=False, default=None)


def publish(order: Order, remote: Remote) -> Outcome:
    """Publishes, or tells why not. ExternalError where the remote fails or refuses."""
    tell("publish: asking the remote")
    tip, stuck = remote.tip(), 0
    sources: list[str | None] = []
    for _ in range(ATTEMPTS):
        if tip is not None and not remote.fetch(tip):
            tip = _moved(remote, tip)
            continue
        before = read_published(order.repository, tip) if tip else None
        sources.append(before.source if before else None)
        outcome = judge(order, before, moved=sources[0] != sources[-1])
        if outcome.status is not Status.PUBLISHED:
            return outcome
        ready = _commit(order, outcome, remote, tip)
        tell("publish: pushing")
        refusal = remote.push(tip, ready.commit or "")
        now = ready.commit if refusal is None else remote.tip()
        if _arrived(order, ready, remote, now):
            return ready
        stuck = stuck + 1 if now == tip else 0
        if stuck:
            _wait(remote, refusal or "", stuck)
        tip = now
    return Outcome(status=Status.LOST, before=None, reason=f"others pushed to the branch {ATTEMPTS} times meanwhile")


def _arrived(order: Order, ready: Outcome, remote: Remote, now: str | None) -> bool:
    """Whether a push is on the branch, which is at `now`: also where only its answer was lost, and others went on."""
    if now == ready.commit:
        return True
    return now is not None and remote.fetch(now) and order.repository.is_ancestor(ready.commit or "", now)


def _moved(remote: Remote, tip: str) -> str | None:
    """Where the branch is now that it no longer gives `tip`."""
    now = remote.tip()
    if now == tip:
        raise ExternalError(f"{remote.shown} does not give commit {tip[:12]} of its branch '{remote.branch}'")
    return now


def _wait(remote: Remote, refusal: str, stuck: int) -> None:
    """A lock goes away; whatever else keeps a branch that has not moved from taking a push is told."""
    if stuck > _STUCK or not any(word in refusal.lower() for word in _LOCKED):
        raise ExternalError(f"{remote.shown} does not take the push: {refusal}")
    time.sleep(_PAUSE * stuck)


def judge(order: Order, before: Published | None, *, moved: bool = False) -> Outcome:
    """What is to be done; PUBLISHED means that it may be. `moved` says that somebody published another commit since the
    first look."""
    if before is not None:
        _refuse_elsewhere(order, before)
        overtaken = _overtaken(order, before) if moved else None
        if overtaken is not None:
            return Outcome(status=Status.LOST, before=before, reason=f"{overtaken}, was published meanwhile")
    tell("publish: comparing with what is there")
    plan = order.plan_from(before)
    again = before is not None and before.source == order.commit
    outcome = Outcome(status=Status.PUBLISHED, plan=plan, before=before, back=_goes_back(order, before))
    as_approved = again or order.expect in (None, plan.digest)
    if as_approved and before is not None and plan.empty and _is_current(order, before):
        return replace(outcome, status=Status.UNCHANGED)
    reason = _refusal(plan) if as_approved else f"the plan is {plan.digest}, not the one that was approved"
    if before is not None and before.drift and order.drift_stops(before):
        reason = "the branch was changed by hand, which `severity` makes an error"
    if reason is not None:
        return replace(outcome, status=Status.REFUSED, reason=reason)
    return replace(outcome, status=Status.PLANNED) if order.dry_run else outcome


def _overtaken(order: Order, before: Published) -> str | None:
    """The commit that another publish was faster with, where to go on would undo it."""
    if not order.repository.holds(before.source):
        return f"commit {before.source[:12]}, which is not in this clone"
    return f"commit {before.source[:12]}, which comes after this one" if _goes_back(order, before) else None


def _goes_back(order: Order, before: Published | None) -> bool:
    """Whether the commit is older than the one that is published."""
    if before is None or before.source == order.commit:
        return False
    return order.repository.is_ancestor(order.commit, before.source)


def _refuse_elsewhere(order: Order, before: Published) -> None:
    """A branch belongs to one config repository: that of another folder would take it for changes of its own."""
    here = folder_name(order.repository.prefix)
    if before.origin is not None and before.origin.path != here:
        raise UsageError(
            f"the branch is published from the folder '{before.origin.path}', and this is '{here}'",
            "name another branch with --branch",
        )


def _refusal(plan: Plan) -> str | None:
    """Why guard and gates do not let a plan pass."""
    if plan.refused:
        return "guard or gates refuse the plan"
    allowed = any("guard" in waiver.allow and waiver.integration is None for waiver in plan.overrides)
    return "there is no tenant" if not plan.head.tenants and not allowed else None


def _is_current(order: Order, before: Published) -> bool:
    """Whether the branch holds what would be published, but for the name of the source commit."""
    same = replace(order.provenance, commit=before.source)
    return not before.drift and manifest(order.artifacts, same) == before.manifest


def _commit(order: Order, outcome: Outcome, remote: Remote, tip: str | None) -> Outcome:
    """The outcome with its commit, which is written but on no branch yet."""
    repository, plan = order.repository, _plan(outcome)
    known = outcome.before.blobs if outcome.before else frozenset[str]()
    packed = order.envelope(plan)
    tell("publish: storing files", len(order.artifacts))
    draft = Draft(
        tree=store_files(repository, order.files, like=order.commit, known=known),
        parent=tip,
        author=remote.caller.identity("AUTHOR") or NEUTRAL,
        committer=remote.caller.identity("COMMITTER") or NEUTRAL,
        date=order.date,
        title=_title(order, outcome),
        provenance=packed,
    )
    commit = store_commit(repository.program, commit_text(draft, order.origin(plan)))
    return replace(outcome, commit=commit, envelope=packed)


def _title(order: Order, outcome: Outcome) -> str:
    plan = _plan(outcome)
    counts = {"added": Action.ADD, "changed": Action.CHANGE, "removed": Action.REMOVE}
    told = [f"{plan.count(action)} {word}" for word, action in counts.items() if plan.count(action)]
    drift = len(outcome.before.drift) if outcome.before else 0
    told += [f"{drift} restored"] if drift else []
    verb = "Publish" if not outcome.back else "Go back to"
    return f"{verb} {order.commit[:12]}: {', '.join(told) or 'no tenant changes'}"


def _plan(outcome: Outcome) -> Plan:
    if outcome.plan is None:
        raise ValueError("what is published has a plan")
    return outcome.plan
