"""How commands come to what is already known of the worktree: from the last run's ledger, and what changed since."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path

from tenantry.cli.cache import Cache
from tenantry.cli.common import say
from tenantry.cli.compiled import report_of as compiled_report
from tenantry.cli.compiled import source_lines
from tenantry.diagnostics import Diagnostic
from tenantry.diagnostics.secret import places
from tenantry.incremental.state import Read, State
from tenantry.ledger import Ledger, Lost, Origin, diagnostics
from tenantry.model.compiled import Compiled
from tenantry.model.shared import ALONE, Shared
from tenantry.model.snapshot import Identity, Snapshot
from tenantry.report import Report
from tenantry.source import blob_ids, blobs, changed_files, contents, identify_worktree, look

SETTINGS = "tenantry.yaml"


Renewed = Callable[[Ledger, "Known", Mapping[str, str | None]], Ledger | None]
"""A ledger, the state after a change, and how the ids of its files changed → the ledger of that state."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """A state, the worktree's or a commit's, of which everything is known; `reader` gives contents of its files."""

    root: Path
    ledger: Ledger = field(repr=False)
    reader: Read = field(repr=False)
    held: dict[str, bytes] = field(default_factory=dict, repr=False)
    """Contents that were read, by id; of the states that come of this one too, so that equal files are one object."""

    def read(self, paths: Sequence[str]) -> Mapping[str, bytes]:
        """Files of the state. Raises Lost for one that is other than it was."""
        known = self.ledger.ids
        missing = [path for path in paths if known[path] not in self.held]
        if missing:  # a commit may have no files at all
            found = self.reader(missing)
            self.held.update({name: found[path] for path, name in blob_ids(found, like=_like(self.ledger)).items()})
        if any(known[path] not in self.held for path in paths):
            raise Lost
        return {path: self.held[known[path]] for path in paths}

    def state(self, as_of: datetime) -> State:
        """As what is compiled again."""
        return State(ids=self.ledger.ids, read=self.read, as_of=as_of)

    def towards(self, commit: str) -> dict[str, str | None] | None:
        """The ids that files have in a commit and not in this state; None where that is not known."""
        origin = self.ledger.origin
        found = changed_files(self.root, origin.commit, commit) if origin is not None else None
        if found is None or origin is None:
            return None
        there = {**origin.others, **found}
        return {path: name for path, name in there.items() if self.ledger.ids.get(path) != name}

    def committed(self, changed: Mapping[str, str | None]) -> Known:
        """The commit towards which these files changed; its ledger has only the ids of its files."""
        ids = _changed(self.ledger.ids, changed)

        def reader(paths: Sequence[str]) -> Mapping[str, bytes]:
            there = [path for path in paths if path not in changed]
            others = [path for path in paths if path in changed]
            found = blobs(self.root, [ids[path] for path in others]) if others else ()
            return {**self.read(there), **dict(zip(others, found, strict=True))}

        ledger = replace(self.ledger, ids=ids)
        return Known(root=self.root, ledger=ledger, reader=reader, held=self.held)

    def content(self, path: str) -> bytes:
        """One file as it is now; empty where it cannot be read, or is none of the state's."""
        return self.reader([path]).get(path, b"") if path in self.ledger.ids else b""

    @property
    def integrations(self) -> int:
        """How many integrations are declared."""
        return sum(f"integrations/{name}/integration.yaml" in self.ledger.ids for name in self.ledger.accounts)

    @cached_property
    def diagnostics(self) -> Sequence[Diagnostic]:
        """What is said of the state."""
        from tenantry.load import load_document  # noqa: PLC0415  help asks for no YAML

        settings, _ = load_document(SETTINGS, self.read([SETTINGS])[SETTINGS])
        if settings is None:
            raise Lost
        return diagnostics(self.ledger, settings)


def report_of(state: Known | Compiled, shown: Sequence[Diagnostic]) -> Report:
    """These of its diagnostics, with the counts around them."""
    if isinstance(state, Compiled):
        return compiled_report(state, shown)
    return Report(
        diagnostics=shown,
        tenants=state.ledger.tenants,
        integrations=state.integrations,
        files=len(state.ledger.ids),
        source_line=source_lines(state.content),
        secrets=places(state.diagnostics),
    )


def known(root: Path, cache: Cache, *, as_of: datetime, jobs: int) -> Known | Compiled:
    """The worktree as known; compiled at once where it cannot be known in parts. What is known is kept."""
    found = known_in_parts(root, cache, as_of=as_of, jobs=jobs)
    if found is not None:
        return found
    snapshot, problems, identity = identify_worktree(root, at=time.time_ns())
    from tenantry.pipeline import compile_snapshot  # noqa: PLC0415  all that a run with nothing to do does without

    compiled = compile_snapshot(snapshot, as_of=as_of, found=problems)
    keep(cache, compiled, problems, identity, as_of=as_of)
    return compiled


def known_in_parts(root: Path, cache: Cache, *, as_of: datetime, jobs: int, shared: Shared = ALONE) -> Known | None:
    """The worktree by what the last run left, else compiled in parts by so many processes. None where it cannot be read
    without a problem, or tenants do not stand apart: in what is said of them or, `shared` with the other state of a
    plan, in what is rendered."""
    found = recalled(root, cache, as_of=as_of, shared=shared)
    if found is not None:
        return found
    snapshot, problems, identity = identify_worktree(root, at=time.time_ns())

    def read(paths: Sequence[str]) -> Mapping[str, bytes]:
        return {path: snapshot.files[path] for path in paths}

    from tenantry.incremental.whole import compile_whole  # noqa: PLC0415  as above

    state = State(ids=identity.ids, read=read, as_of=as_of)
    ledger = compile_whole(state, jobs=jobs, rendered=shared is not ALONE) if not problems else None
    if ledger is None:
        return None
    ledger = identified(ledger, snapshot, identity)
    cache.save(ledger)
    return _worktree(root, ledger, snapshot.files)


def recalled(
    root: Path, cache: Cache, *, as_of: datetime, shared: Shared = ALONE, most: int | None = None
) -> Known | None:  # fmt: skip
    """The worktree by what the last run left, and what changed since; None where that does not do, or reaches more than
    `most` files of tenants."""
    say(f"reading the worktree of {root}")
    at, ledger = time.time_ns(), cache.load()
    if ledger is None or not ledger.holds(as_of):
        return None
    try:
        renewed: Renewed = partial(after_changes, as_of=as_of, shared=shared)
        renewed = renewed if most is None else partial(_bounded, renewed, most)
        found = _seen(root, cache, ledger, renewed, at=at) or _read(root, cache, ledger, renewed)
        if found is not None:
            say(f"{len(found.diagnostics)} problems")
    except Lost:
        say("what the last run left cannot be used")
        return None
    return found


def keep(
    cache: Cache, compiled: Compiled, problems: Sequence[Diagnostic], identity: Identity, *, as_of: datetime
) -> None:
    """Keeps what is known of the worktree after a compile of the whole; `problems` are those of reading it."""
    from tenantry.incremental.enter import enter  # noqa: PLC0415  as above

    ledger = enter(compiled, identity.ids, as_of=as_of) if not problems else None
    if ledger is not None:
        cache.save(identified(ledger, compiled.snapshot, identity))


def _changed(ids: Mapping[str, str], changed: Mapping[str, str | None]) -> Mapping[str, str]:
    """The ids, by sorted path, after some changed; None: no such file."""
    after = {path: name for path, name in {**ids, **changed}.items() if name is not None}
    return after if after.keys() == ids.keys() else dict(sorted(after.items()))


def _seen(root: Path, cache: Cache, ledger: Ledger, renewed: Renewed, *, at: int) -> Known | None:
    """From a look at the files alone."""
    seen = look(root, ledger.footprint, at=at) if ledger.footprint is not None else None
    if seen is None:
        return None
    ids = blob_ids(seen.contents, like=_like(ledger))
    changed: dict[str, str | None] = {path: name for path, name in ids.items() if ledger.ids.get(path) != name}
    changed |= dict.fromkeys(seen.gone)
    now = _worktree(root, replace(ledger, ids=_changed(ledger.ids, changed)), seen.contents)
    after = renewed(ledger, now, changed)
    if after is None:
        return None
    if changed or seen.footprint != ledger.footprint:
        after = replace(after, footprint=seen.footprint)
        cache.save(after)
    return replace(now, ledger=after)


def _read(root: Path, cache: Cache, ledger: Ledger, renewed: Renewed) -> Known | None:
    """From all files."""
    snapshot, problems, identity = identify_worktree(root, at=time.time_ns())
    ids = identity.ids
    changed = {path: ids.get(path) for path in {*ids, *ledger.ids} if ids.get(path) != ledger.ids.get(path)}
    now = _worktree(root, replace(ledger, ids=ids), snapshot.files)
    after = renewed(ledger, now, changed) if not problems else None
    if after is None:
        return None
    after = identified(after, snapshot, identity)
    cache.save(after)
    return replace(now, ledger=after)


def after_changes(
    before: Ledger, now: Known, changed: Mapping[str, str | None], *, as_of: datetime, shared: Shared
) -> Ledger | None:  # fmt: skip
    """What is known of a state that differs from that of a ledger in these files; None where it must be compiled as a
    whole."""
    if not changed:
        return before
    from tenantry.incremental.update import update  # noqa: PLC0415  as above

    return update(before, now.state(as_of), changed, shared=shared)


def _bounded(
    renewed: Renewed, most: int, before: Ledger, now: Known, changed: Mapping[str, str | None]
) -> Ledger | None:  # fmt: skip
    """As `renewed`; Lost where the change reaches more files than that."""
    from tenantry.incremental.reach import reached  # noqa: PLC0415  as above

    if sum(map(len, (reached(before, changed) or {}).values())) > most:
        raise Lost
    return renewed(before, now, changed)


def _worktree(root: Path, ledger: Ledger, known: Mapping[str, bytes]) -> Known:
    """`known` are contents that were read already."""

    def reader(paths: Sequence[str]) -> Mapping[str, bytes]:
        found = contents(root, [path for path in paths if path not in known])
        return {path: found[path] if path in found else known[path] for path in paths if path in found or path in known}

    return Known(root=root, ledger=ledger, reader=reader)


def identified(ledger: Ledger, snapshot: Snapshot, identity: Identity) -> Ledger:
    """The ledger of a worktree, with what tells that from others."""
    commit, others = snapshot.commit, identity.others
    origin = Origin(commit=commit, others=others) if commit is not None and others is not None else None
    return replace(ledger, origin=origin, footprint=identity.footprint)


def _like(ledger: Ledger) -> str:
    return next(iter(ledger.ids.values()))
