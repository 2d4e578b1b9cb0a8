"""How commands come to what is already known of the worktree: from the last run's ledger, and what changed since."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path

from tenantry.cli.cache import Cache
from tenantry.cli.common import say
from tenantry.cli.compiled import report_of as compiled_report
from tenantry.cli.compiled import source_lines
from tenantry.cli.files import Changed, Files, between
from tenantry.diagnostics import Diagnostic
from tenantry.diagnostics.secret import places
from tenantry.incremental.state import State
from tenantry.ledger import Ledger, Lost, Origin, diagnostics
from tenantry.model.compiled import Compiled
from tenantry.model.ids import Ids
from tenantry.model.snapshot import Footprint, Identity, Snapshot
from tenantry.report import Report
from tenantry.source import HELD, ChangedMeanwhile, Look, blob_ids, contents, held, identify_worktree, look

SETTINGS = "tenantry.yaml"


@dataclass(frozen=True, kw_only=True)
class Known:
    """The worktree, of which everything is known."""

    ledger: Ledger = field(repr=False)
    files: Files = field(repr=False)

    @property
    def integrations(self) -> int:
        """How many integrations are declared."""
        return sum(f"integrations/{name}/integration.yaml" in self.ledger.ids for name in self.ledger.accounts)

    @cached_property
    def diagnostics(self) -> Sequence[Diagnostic]:
        """What is said of the state."""
        from tenantry.load import load_document  # noqa: PLC0415  help asks for no YAML

        settings, _ = load_document(SETTINGS, self.files.read([SETTINGS])[SETTINGS])
        if settings is None:
            raise Lost
        return diagnostics(self.ledger, settings)


@dataclass(frozen=True, kw_only=True)
class Noticed:
    """The worktree's `files` beside the ledger of an earlier state of it, and how they `changed` since."""

    ledger: Ledger = field(repr=False)
    files: Files = field(repr=False)
    changed: Changed
    footprint: Footprint | None = field(repr=False)

    def kept(self, ledger: Ledger, cache: Cache) -> Ledger:
        """That of the worktree as it is now; it is left for the next run."""
        found = replace(ledger, origin=self.files.origin, footprint=self.footprint)
        if self.changed or (found.origin, found.footprint) != (self.ledger.origin, self.ledger.footprint):
            cache.save(found)
        return found


def report_of(state: Known | Compiled, shown: Sequence[Diagnostic]) -> Report:
    """These of its diagnostics, with the counts around them."""
    if isinstance(state, Compiled):
        return compiled_report(state, shown)
    return Report(
        diagnostics=shown,
        tenants=state.ledger.tenants,
        integrations=state.integrations,
        files=len(state.ledger.ids),
        source_line=source_lines(state.files.content),
        secrets=places(state.diagnostics),
    )


def known(root: Path, cache: Cache, *, as_of: datetime, jobs: int) -> Known | Compiled:
    """The worktree as known; compiled at once where it cannot be known in parts. What is known is kept."""
    found = recalled(root, cache, as_of=as_of, jobs=jobs)
    seen = anew(root, cache, as_of=as_of, jobs=jobs) if found is None else None
    if seen is not None:
        found = Known(ledger=seen.ledger, files=seen.files)
    if found is not None:
        return found
    snapshot, problems, identity = identify_worktree(root, at=time.time_ns())
    from tenantry.pipeline import compile_snapshot  # noqa: PLC0415  all that a run with nothing to do does without

    compiled = compile_snapshot(snapshot, as_of=as_of, found=problems)
    keep(cache, compiled, problems, identity, as_of=as_of)
    return compiled


def recalled(root: Path, cache: Cache, *, as_of: datetime, jobs: int, most: int | None = None) -> Known | None:
    """The worktree by what the last run left, and what changed since, by up to so many processes; None where that does
    not do, or reaches more than `most` files of tenants."""
    with suppress(Lost):
        seen = noticed(root, cache, as_of=as_of, jobs=jobs)
        ledger = _updated(seen, most, as_of=as_of, jobs=jobs) if seen is not None else None
        if seen is None or ledger is None:
            return None
        found = Known(ledger=seen.kept(ledger, cache), files=seen.files)
        say(f"{len(found.diagnostics)} problems")
        return found
    say("what the last run left cannot be used")
    return None


def _updated(seen: Noticed, most: int | None, *, as_of: datetime, jobs: int) -> Ledger | None:
    if not seen.changed:
        return seen.ledger
    from tenantry.incremental.change import Change  # noqa: PLC0415  as above
    from tenantry.incremental.update import update  # noqa: PLC0415

    change = Change(ledger=seen.ledger, state=seen.files.state(as_of), ids=seen.changed)
    return update(change, jobs=jobs) if most is None or change.size <= most else None


def anew(root: Path, cache: Cache, *, as_of: datetime, jobs: int, rendered: bool = False) -> Noticed | None:
    """The worktree, compiled in parts by up to so many processes. None where it cannot be read without a problem, or
    tenants do not stand apart: in what is said of them or, if asked for, in what is `rendered`."""
    snapshot, problems, identity = identify_worktree(root, at=time.time_ns(), most=HELD)
    if problems:
        return None

    def read(paths: Sequence[str]) -> Mapping[str, bytes]:
        return {path: snapshot.files[path] for path in paths}

    from tenantry.incremental.whole import compile_whole  # noqa: PLC0415  as above

    ledger = None
    with suppress(ChangedMeanwhile):
        ledger = compile_whole(State(ids=identity.ids, read=read, as_of=as_of), jobs=jobs, rendered=rendered)
    if ledger is None:
        return None
    ledger = identified(ledger, snapshot, identity)
    cache.save(ledger)
    files = _files(root, identity.ids, ledger.origin, held(snapshot.files))
    return Noticed(ledger=ledger, files=files, changed={}, footprint=identity.footprint)


def keep(
    cache: Cache, compiled: Compiled, problems: Sequence[Diagnostic], identity: Identity, *, as_of: datetime
) -> None:
    """Keeps what is known of the worktree after a compile of the whole; `problems` are those of reading it."""
    from tenantry.incremental.enter import enter  # noqa: PLC0415  as above

    ledger = enter(compiled, identity.ids, as_of=as_of) if not problems else None
    if ledger is not None:
        cache.save(identified(ledger, compiled.snapshot, identity))


def identified(ledger: Ledger, snapshot: Snapshot, identity: Identity) -> Ledger:
    """The ledger of a worktree, with what tells that from others."""
    return replace(ledger, origin=_origin(snapshot, identity), footprint=identity.footprint)


def noticed(root: Path, cache: Cache, *, as_of: datetime, jobs: int) -> Noticed | None:
    """The worktree, looked at by up to so many processes, beside what the last run left; None where that cannot be
    used, or files cannot be read."""
    say(f"reading the worktree of {root}")
    at, ledger = time.time_ns(), cache.load()
    if ledger is None or not ledger.holds(as_of):
        return None
    seen = look(root, ledger.footprint, at=at, jobs=jobs) if ledger.footprint is not None else None
    return _looked_at(root, ledger, seen) if seen is not None else _read(root, ledger, at=at)


def _looked_at(root: Path, ledger: Ledger, seen: Look) -> Noticed:
    """From a look at the files alone."""
    ids = blob_ids(seen.contents, like=next(iter(ledger.ids.values())))
    changed: dict[str, str | None] = {path: name for path, name in ids.items() if ledger.ids.get(path) != name}
    changed |= dict.fromkeys(seen.gone)
    origin = ledger.origin and ledger.origin.after(ledger.ids, changed)
    files = _files(root, ledger.ids.changed(changed), origin, seen.contents)
    return Noticed(ledger=ledger, files=files, changed=changed, footprint=seen.footprint)


def _read(root: Path, ledger: Ledger, *, at: int) -> Noticed | None:
    """From all files."""
    snapshot, problems, identity = identify_worktree(root, at=at, most=HELD)
    if problems:
        return None
    files = _files(root, identity.ids, _origin(snapshot, identity), held(snapshot.files))
    changed = between(ledger.ids, identity.ids)
    return Noticed(ledger=ledger, files=files, changed=changed, footprint=identity.footprint)


def _files(root: Path, ids: Ids, origin: Origin | None, known: Mapping[str, bytes]) -> Files:
    """Those of the worktree; `known` are contents that were read already."""
    held = {ids[path]: content for path, content in known.items()}
    return Files(root=root, ids=ids, origin=origin, reader=partial(contents, root), held=held)


def _origin(snapshot: Snapshot, identity: Identity) -> Origin | None:
    commit, others = snapshot.commit, identity.others
    return Origin(commit=commit, others=others) if commit is not None and others is not None else None
