"""Files whose contents are not in memory are what they were when they were read, or are told to have changed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from support_changes import repository
from support_git import git
from support_ways import agree, ask, committed, lay, whole
from support_write import tree
from tenantry.cli import built, known
from tenantry.model.snapshot import Identity, Snapshot
from tenantry.source import ChangedMeanwhile, again, held, identify_worktree
from tenantry.source.again import Contents
from unit.test_build_ways import APART, compiled

FILES = repository(6, 3, mistakes=0.0)
TENANT = max(path for path in FILES if path.startswith("tenants/"))
ALL = 1 << 30


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with a commit, and a tenant that was edited since."""
    lay(tmp_path / "config", FILES)
    git(tmp_path / "config", "init", "--quiet")
    committed(tmp_path / "config")
    (tmp_path / "config" / TENANT).write_bytes(FILES[TENANT] + b"# edited\n")
    return tmp_path / "config"


def read(root: Path, *, most: int) -> tuple[Snapshot, Identity]:
    snapshot, problems, identity = identify_worktree(root, at=time.time_ns(), most=most)
    assert not problems
    return snapshot, identity


@pytest.mark.parametrize("most", [0, 5000])
def test_what_is_not_held_is_the_same(root: Path, most: int) -> None:
    found, expected = read(root, most=most), read(root, most=ALL)
    assert (dict(found[0].files), found[0].dirty) == (dict(expected[0].files), True)
    assert (found[1].ids, found[1].others) == (expected[1].ids, expected[1].others)
    assert sum(map(len, held(found[0].files).values())) <= most < sum(map(len, expected[0].files.values()))
    assert held(expected[0].files) is expected[0].files
    assert "none" not in found[0].files


CHANGES: dict[str, Callable[[Path], object]] = {
    "another content": lambda path: path.write_bytes(b"x"),
    "gone": lambda path: path.unlink(),
    "a link": lambda path: (path.rename(path.with_name("kept")), path.symlink_to("kept")),
    "a FIFO": lambda path: (path.unlink(), os.mkfifo(path)),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
    "too long": lambda path: path.write_bytes(b"x" * (1 << 21)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_another_file_now_is_told(root: Path, change: str) -> None:
    files = read(root, most=0)[0].files
    CHANGES[change](root / TENANT)
    with pytest.raises(ChangedMeanwhile):
        files[TENANT]
    assert files.get(TENANT, b"") == b""


def test_a_file_that_is_too_long_is_the_same_as_far_as_it_is_read(root: Path) -> None:
    (root / TENANT).write_bytes(b"x" * (1 << 21))
    assert read(root, most=0)[0].files[TENANT] == read(root, most=ALL)[0].files[TENANT]


@pytest.fixture
def unsteady(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A tenant's file is another each time that it is read again."""
    asked: list[str] = []
    real = Contents._again

    def changed(files: Contents, path: str) -> bytes:
        if path != TENANT:
            return real(files, path)
        asked.append(path)
        raise ChangedMeanwhile(path)

    for module in (known, built):
        monkeypatch.setattr(module, "HELD", 0)
    monkeypatch.setattr(again.Contents, "_again", changed)
    return asked


@pytest.mark.parametrize("command", [("validate", "--format", "json"), ("plan", "HEAD", "--format", "json")])
def test_where_files_change_meanwhile_all_are_read_at_once(
    root: Path, unsteady: list[str], command: tuple[str, ...]
) -> None:
    assert ask(root, *command, cache=root.parent / "cache") == whole(root, *command)
    assert unsteady
    agree(root, *command, cache=root.parent / "cache")


def test_a_compile_says_and_writes_the_same(root: Path, unsteady: list[str], tmp_path: Path) -> None:
    (root / "tenantry.yaml").write_bytes(APART)
    found = compiled(root, tmp_path / "warm", cache=tmp_path / "cache")
    assert unsteady
    assert found == compiled(root, tmp_path / "plain")
    assert tree(tmp_path / "warm") == tree(tmp_path / "plain")
