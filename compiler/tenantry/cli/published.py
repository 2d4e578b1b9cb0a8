"""How commands come to a publish: a commit compiled, and the plan from what is published to it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from tenantry import __version__
from tenantry.cli.planned import based
from tenantry.diagnostics import Diagnostic, Severity, codes
from tenantry.errors import UsageError
from tenantry.git import Repository
from tenantry.git.overlay import quarantine
from tenantry.git.push import Caller
from tenantry.model.change import Plan
from tenantry.model.compiled import Compiled
from tenantry.model.publication import Publication, Retooled
from tenantry.model.shared import Shared
from tenantry.model.snapshot import Snapshot
from tenantry.pipeline import compile_snapshot
from tenantry.plan import plan
from tenantry.publish.drift import drift
from tenantry.publish.publish import Order, Outcome, publish
from tenantry.publish.published import Published
from tenantry.publish.remote import check_branch, find_remote
from tenantry.publish.signature import sign
from tenantry.schedule.zones import tzdata_version
from tenantry.source import history, read_commit
from tenantry.write import Provenance
from tenantry.write import digest as tree_digest

BRANCH: Final = "rendered"
REMOTE: Final = "origin"
"""Where publishes go unless told otherwise."""


@dataclass(frozen=True)
class Source:
    """The commit to publish: read and compiled once, whatever the branch does meanwhile."""

    root: Path
    ref: str
    as_of: datetime
    shared: Shared = field(default_factory=Shared, compare=False, repr=False)

    @cached_property
    def compiled(self) -> Compiled:
        """The commit as compiled."""
        snapshot, found = read_commit(self.root, self.ref)
        return compile_snapshot(snapshot, as_of=self.as_of, found=found, shared=self.shared)

    @property
    def commit(self) -> str:
        """Its id."""
        return self.compiled.snapshot.commit or ""

    @property
    def name(self) -> str | None:
        """What the config repository calls itself."""
        declarations = self.compiled.declarations
        return declarations.settings.model.name if declarations else None

    @property
    def provenance(self) -> Provenance:
        """What the manifest says of it."""
        return Provenance(compiler=__version__, tzdata=tzdata_version(), commit=self.commit, dirty=False)

    def plan_from(self, before: Published | None) -> Plan:
        """The plan from what is published to it. UsageError where what is published cannot be read."""
        if before is None:
            state, committed = Compiled.nothing(Snapshot(files={})), None
        else:
            state, committed = _published(self, before.source)
        ref = before.source if before else "nothing"
        return plan(state, self.compiled, as_of=self.as_of, committed=committed, refs=(ref, self.ref))

    def retooled(self, before: Published) -> Retooled | None:
        """What another compiler or tz database alone makes of what is published; None where both are the same."""
        made = before.recorded
        if (made.compiler, made.tzdata) == (__version__, tzdata_version()):
            return None
        state, _ = _published(self, before.source)
        then = {path: row.sha256 for path, row in made.rows.items()}
        now = {artifact.path: sha256(artifact.content).hexdigest() for artifact in state.artifacts}
        differing = sum(then.get(path) != now.get(path) for path in {*then, *now})
        return Retooled(compiler=made.compiler, tzdata=made.tzdata, artifacts=differing)

    def drift_stops(self, before: Published) -> bool:
        """Whether the settings that are published make drift an error."""
        state, _ = _published(self, before.source)
        levels = state.declarations.settings.model.severity if state.declarations else {}
        return levels.get(codes.PUBLISHED_DRIFT.id) == "error"


@lru_cache(maxsize=4)
def _published(source: Source, commit: str) -> tuple[Compiled, datetime]:
    """The commit that is published, compiled again, and when it was committed."""
    repository = Repository.around(source.root)
    if repository is None or not repository.holds(commit):
        raise UsageError(
            f"what is published was compiled from commit {commit[:12]}, which is not in this clone",
            "fetch it first (in GitHub Actions: fetch-depth: 0); nothing is judged without it",
        )
    state = based(source.root, commit, as_of=source.as_of, shared=source.shared)
    if state.declarations is None:
        raise UsageError(
            f"what is published was compiled from commit {commit[:12]}, which holds no config repository here",
            "name another branch with --branch",
        )
    return state, history(source.root, commit, source.commit).committed


def published(
    source: Source,
    *,
    branch: str | None,
    name: str | None,
    oci: str | None,
    key: Path | None,
    **asked: Any,
) -> Publication:
    """Publishes a commit that compiles, to a branch or to a registry."""
    around = Repository.around(source.root)
    if around is None:
        raise UsageError(f"'{source.root}' is in no git repository")
    with quarantine(around) as inside:
        order = Order(
            repository=inside,
            provenance=source.provenance,
            artifacts=tuple(source.compiled.artifacts),
            date=around.committed_at(source.commit),
            name=source.name,
            plan_from=source.plan_from,
            drift_stops=source.drift_stops,
            sign=partial(sign, key, environment=os.environ) if key else None,
            **asked,
        )
        if oci is not None:
            return _to_registry(source, order, oci)
        caller = Caller(program=inside.program, environment=os.environ)
        place = check_branch(around, BRANCH if branch is None else branch)
        remote = find_remote(caller, REMOTE if name is None else name, place, folder=Path.cwd())
        return publication(source, order, publish(order, remote), place=place, remote=remote.shown)


def _to_registry(source: Source, order: Order, reference: str) -> Publication:
    try:
        from tenantry.publish.oci import Repository as Tag  # noqa: PLC0415
        from tenantry.publish.oci import publish_oci  # noqa: PLC0415
    except ImportError:
        raise UsageError("registries need the extra oci", "pip install 'tenantry[oci]'") from None
    tag = Tag(reference)
    outcome, digest = publish_oci(order, tag)
    return publication(source, order, outcome, place=tag.name, digest=tag.pinned(digest) if digest else None)


def publication(
    source: Source, order: Order, outcome: Outcome, *, place: str, remote: str = "", **more: Any
) -> Publication:
    """How a publish ended, ready to be told."""
    before = outcome.before
    return Publication(
        status=outcome.status,
        place=place,
        remote=remote,
        source=order.commit,
        base=before.source if before else None,
        parent=before.tip if before else None,
        commit=outcome.commit,
        digest=more.get("digest"),
        tree=tree_digest(order.artifacts),
        artifacts=len(order.artifacts),
        reason=outcome.reason,
        back=outcome.back,
        drift=_drift(order, before, place),
        retooled=source.retooled(before) if before and outcome.plan else None,
        plan=outcome.plan,
    )


def _drift(order: Order, before: Published | None, place: str) -> list[Diagnostic]:
    if before is None or not before.drift:
        return []
    raised = Severity.ERROR if order.repository.holds(before.source) and order.drift_stops(before) else None
    return drift(before.drift, branch=place, raised=raised)
