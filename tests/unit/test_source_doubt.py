"""A look by two processes sees what a look by one sees, whatever becomes of the other."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tenantry.model.snapshot import Footprint
from tenantry.source import doubt, identify_worktree
from tenantry.source.doubt import doubtful
from tenantry.source.footprint import FOLDER

LATER = 10**10
FILES = 40


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes for as few files as these."""
    monkeypatch.setattr(doubt, "MANY", 2)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with files in several folders, and some below others."""
    for number in range(FILES):
        path = tmp_path / "tenants" / ("orders", "bills", "orders/eu")[number % 3] / f"t{number:02}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"a: {number}\n")
    (tmp_path / "tenantry.yaml").write_text("version: 1\nname: acme\n")
    return tmp_path


@pytest.fixture
def before(root: Path) -> Footprint:
    """What it looks like."""
    found = identify_worktree(root, at=time.time_ns() + LATER)[2].footprint
    assert found is not None
    return found


def seen(root: Path, before: Footprint, *, jobs: int) -> list[str]:
    folder = os.open(root, FOLDER)
    try:
        return [before.files[number] for number in doubtful(folder, before, jobs=jobs)]
    finally:
        os.close(folder)


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes that begin from here on."""
    found: list[int] = []
    real = os.fork

    def noted() -> int:
        process = real()
        found.append(process)
        return process

    monkeypatch.setattr(os, "fork", noted)
    return found


def is_left(process: int) -> bool:
    try:
        os.waitpid(process, os.WNOHANG)
    except ChildProcessError:
        return False
    return True


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("jobs", [1, 2, 7])
def test_what_changed_is_seen(root: Path, before: Footprint, begun: list[int], seed: int, jobs: int) -> None:
    chance = random.Random(seed)
    changed = sorted(chance.sample(list(before.files), chance.choice([0, 1, 5, FILES])))
    for path in changed:
        (root / path).unlink() if chance.random() < 0.3 else (root / path).write_text("a: b\n")
    assert seen(root, before, jobs=jobs) == changed
    assert len(begun) == min(jobs - 1, 1)
    assert not any(map(is_left, begun))


def test_all_of_a_folder_that_went_is_seen(root: Path, before: Footprint) -> None:
    os.rename(root / "tenants/orders", root / "tenants/other")
    gone = [path for path in before.files if path.startswith("tenants/orders/")]
    assert seen(root, before, jobs=2) == seen(root, before, jobs=1) == gone


def raises() -> None:
    raise RuntimeError


HARMS: dict[str, Callable[[], object]] = {
    "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "raises": raises,
    "leaves": lambda: os._exit(0),
    "exits": lambda: sys.exit(3),
}


@pytest.mark.parametrize("harm", HARMS)
def test_what_the_other_fails_to_see_is_seen_here(
    root: Path, before: Footprint, begun: list[int], harm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doubt, "as_copy", HARMS[harm])
    last = before.files[-1]
    (root / last).write_text("a: b\n")
    assert seen(root, before, jobs=2) == [last]
    assert len(begun) == 1
    assert not is_left(begun[0])


def test_where_no_process_can_begin_one_sees_all(
    root: Path, before: Footprint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fork", lambda: (_ for _ in ()).throw(BlockingIOError))
    (root / before.files[-1]).write_text("a: b\n")
    assert seen(root, before, jobs=2) == [before.files[-1]]


def test_an_interrupt_leaves_nobody(
    root: Path, before: Footprint, begun: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = doubt._differing

    def interrupted(*given: object) -> object:
        if given[-1] == range(len(before.files) // 2):
            raise KeyboardInterrupt
        time.sleep(60)
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(doubt, "_differing", interrupted)
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        seen(root, before, jobs=2)
    assert len(begun) == 1
    assert not is_left(begun[0])
    assert time.monotonic() - began < 30
