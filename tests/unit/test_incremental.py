"""What is compiled again after a change is what a compile of everything gives."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from hashlib import sha1

import pytest

from support_changes import Files, edited, repository
from support_compile import AS_OF
from tenantry.incremental import pieces
from tenantry.incremental.change import Change
from tenantry.incremental.enter import enter
from tenantry.incremental.state import State
from tenantry.incremental.update import update
from tenantry.incremental.whole import compile_whole
from tenantry.ledger import Ledger, diagnostics
from tenantry.model.compiled import Compiled
from tenantry.model.ids import Ids
from tenantry.model.snapshot import Snapshot
from tenantry.pipeline import compile_snapshot

STEPS = 15


def whole(files: Files) -> Compiled:
    return compile_snapshot(Snapshot(files=files), as_of=AS_OF)


def ids(files: Files) -> dict[str, str]:
    return {path: sha1(content, usedforsecurity=False).hexdigest() for path, content in files.items()}


def state(files: Files) -> State:
    def read(paths: Sequence[str]) -> Mapping[str, bytes]:
        return {path: files[path] for path in paths}

    return State(ids=Ids.of(ids(files)), read=read, as_of=AS_OF)


def changed(before: Files, after: Files) -> dict[str, str | None]:
    new = ids(after)
    return {path: new.get(path) for path in sorted({*before, *after}) if before.get(path) != after.get(path)}


def after(ledger: Ledger, before: Files, now: Files, *, jobs: int) -> Ledger | None:
    return update(Change(ledger=ledger, state=state(now), ids=changed(before, now)), jobs=jobs)


@pytest.mark.parametrize(("seed", "jobs"), [*((seed, 1) for seed in range(6)), *((seed, 3) for seed in range(6, 9))])
def test_after_any_edits_is_the_same_as_anew(seed: int, jobs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if jobs > 1:
        monkeypatch.setattr(pieces, "FEW", 0)
    chance, files = random.Random(seed), repository(45, seed)
    ledger, updated = enter(whole(files), ids(files), as_of=AS_OF), 0
    for _ in range(STEPS):
        now = edited(files, chance)
        compiled = whole(now)
        expected = enter(compiled, ids(now), as_of=AS_OF)
        found = after(ledger, files, now, jobs=jobs) if ledger is not None else None
        if found is not None:
            updated += 1
            settings = compiled.documents["tenantry.yaml"]
            assert diagnostics(found, settings) == compiled.diagnostics
            assert found == expected
        files, ledger = now, found if found is not None else expected
    assert updated


@pytest.mark.parametrize("seed", range(8))
def test_integration_by_integration_is_the_same_as_at_once(seed: int) -> None:
    chance, files, apart = random.Random(seed), repository(45, seed), 0
    for _ in range(4):
        compiled = whole(files)
        found, expected = compile_whole(state(files), jobs=1 + seed % 2), enter(compiled, ids(files), as_of=AS_OF)
        assert found == expected
        if found is not None:
            apart += 1
            assert diagnostics(found, compiled.documents["tenantry.yaml"]) == compiled.diagnostics
        files = edited(files, chance)
    assert apart
