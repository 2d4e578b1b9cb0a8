"""A look at a worktree from outside notices everything that changes what is read, and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from support_git import CONFIG, commit, configured, fill, git, repository
from tenantry.model.snapshot import Footprint
from tenantry.source import footprint, identify_worktree, look, read_worktree
from tenantry.source.footprint import NOTHING, trusted

LATER = 10**10
"""Nanoseconds after which every mark is old enough to be trusted."""
TENANT = "tenants/orders/acme.yaml"
SAME_SIZE = CONFIG[TENANT].replace("eu", "us")
Change = Callable[[Path], object]


def seen(root: Path) -> Footprint:
    """The footprint of a worktree that was read long after its last change."""
    found = identify_worktree(root, at=time.time_ns() + LATER)[2].footprint
    assert found is not None
    return found


def notices(root: Path, before: Footprint) -> bool:
    """Whether a look finds another state than before, or leaves it to a reader."""
    found = look(root, before, at=time.time_ns() + LATER)
    return found is None or bool(found.contents)


def in_place(root: Path) -> None:
    times = (root / TENANT).stat()
    (root / TENANT).write_text(SAME_SIZE)
    os.utime(root / TENANT, ns=(times.st_atime_ns, times.st_mtime_ns))


def replaced(root: Path) -> None:
    shutil.copy2(root / TENANT, root / "new")
    (root / "new").write_text(SAME_SIZE)
    os.utime(root / "new", ns=(0, (root / TENANT).stat().st_mtime_ns))
    os.rename(root / "new", root / TENANT)


def instead(root: Path, make: Callable[[Path], object], path: str = TENANT) -> None:
    shutil.move(root / path, root / "kept")
    make(root / path)


def swapped_folder(root: Path) -> None:
    os.rename(root / "tenants/orders", root / "elsewhere")
    os.symlink(root / "elsewhere", root / "tenants/orders")


def ignoring(path: str, pattern: str = "acme.yaml\n") -> Change:
    return lambda root: fill(root, {path: pattern})


def swept(root: Path) -> None:
    git(root, "rm", "-r", "--cached", "--quiet", "tenants/orders")


CHANGES: dict[str, Change] = {
    "in place, size and mtime as before": in_place,
    "replaced by rename": replaced,
    "a symlink": lambda root: instead(root, lambda path: path.symlink_to("../../kept")),
    "a FIFO": lambda root: instead(root, os.mkfifo),
    "a folder": lambda root: instead(root, Path.mkdir),
    "a hard link": lambda root: os.link(root / TENANT, root / "other-name"),
    "a folder by a symlink": swapped_folder,
    "the root's folder by a symlink": lambda root: instead(root, lambda path: path.symlink_to("kept"), "tenants"),
    "a new file": lambda root: fill(root, {"tenants/orders/new.yaml": ""}),
    "a new folder": lambda root: (root / "tenants/orders/eu").mkdir(),
    "a new place": lambda root: fill(root, {"overrides/a.yaml": ""}),
    "a file gone": lambda root: (root / TENANT).unlink(),
    "a repository within": lambda root: git(root / "tenants/orders", "init", "--quiet"),
    "case twins at the root": lambda root: fill(root, {"Tenants/orders/acme.yaml": ""}),
    "case twins within": lambda root: fill(root, {"tenants/orders/Acme.yaml": ""}),
    "rights taken away": lambda root: (root / TENANT).chmod(0),
    "rights of a folder taken away": lambda root: (root / "tenants/orders").chmod(0),
    "the settings": lambda root: fill(root, {"tenantry.yaml": "version: 1\nname: other\n"}),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("tracked", [True, False])
def test_a_change_is_noticed(tmp_path: Path, change: str, tracked: bool) -> None:
    root = repository(tmp_path) if tracked else fill(tmp_path)
    before = seen(root)
    assert not notices(root, before)
    CHANGES[change](root)
    assert notices(root, before)


@pytest.mark.parametrize("path", [".gitignore", "tenants/.gitignore", "tenants/orders/.gitignore", ".git/info/exclude"])
@pytest.mark.parametrize("known", [True, False])
def test_what_git_ignores_now_is_noticed(tmp_path: Path, path: str, known: bool) -> None:
    root = repository(tmp_path)
    swept(root)
    fill(root, {path: "nothing\n"} if known else {})
    before = seen(root)
    ignoring(path)(root)
    assert TENANT not in read_worktree(root)[0].files
    assert notices(root, before)


@pytest.mark.parametrize("own", ["*\n", ".gitignore\nacme.yaml\n"])
def test_an_ignored_gitignore_is_asked_for(tmp_path: Path, own: str) -> None:
    root = repository(tmp_path)
    swept(root)
    fill(root, {"tenants/orders/.gitignore": own})
    before = seen(root)
    assert not notices(root, before)
    fill(root, {"tenants/orders/.gitignore": "x" * (len(own) - 1) + "\n"})
    assert TENANT in read_worktree(root)[0].files
    assert notices(root, before)


def test_a_gitignore_above_the_repository_is_noticed(tmp_path: Path) -> None:
    root = repository(tmp_path) / "sub"
    fill(root)
    before = seen(root)
    fill(tmp_path, {".gitignore": "acme.yaml\n"})
    assert notices(root, before)


@pytest.mark.parametrize("path", [".gitignore", "tenants/.gitignore"])
def test_in_a_linked_worktree_git_is_asked_each_time(tmp_path: Path, path: str) -> None:
    root = tmp_path / "linked"
    git(repository(tmp_path / "main"), "worktree", "add", "--quiet", "-b", "other", str(root))
    swept(root)
    before = seen(root)
    assert not notices(root, before)
    fill(root, {path: "acme.yaml\n"})
    assert notices(root, before)


def test_a_file_that_is_ignored_and_then_added_is_noticed(tmp_path: Path) -> None:
    root = repository(tmp_path, {**CONFIG, ".gitignore": "*.local.yaml\n"})
    fill(root, {"tenants/orders/a.local.yaml": ""})
    before = seen(root)
    git(root, "add", "--force", "tenants/orders/a.local.yaml")
    assert notices(root, before)


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_what_git_is_told_to_overlook_is_noticed(tmp_path: Path, flag: str) -> None:
    root = repository(tmp_path)
    git(root, "update-index", flag, TENANT)
    before = seen(root)
    in_place(root)
    assert notices(root, before)


def test_what_git_would_convert_is_read_as_it_is(tmp_path: Path) -> None:
    root = repository(tmp_path, {**CONFIG, ".gitattributes": "*.yaml text eol=crlf filter=evil\n"})
    configured(root, {"core.autocrlf": "true", "filter.evil.clean": "false"})
    before = seen(root)
    (root / TENANT).write_bytes(CONFIG[TENANT].replace("\n", "\r\n").encode())
    found = look(root, before, at=time.time_ns() + LATER)
    assert found is not None
    assert found.contents == {TENANT: (root / TENANT).read_bytes()}


@pytest.mark.parametrize("change", ["commit", "switch", "touch", "pack"])
def test_what_changes_no_file_is_not_read_again(tmp_path: Path, change: str) -> None:
    root = repository(tmp_path)
    before = seen(root)
    if change == "commit":
        commit(root)
    elif change == "switch":
        git(root, "switch", "--quiet", "-c", "other")
    else:
        git(root, "gc", "--quiet") if change == "pack" else fill(root, {"README.md": "", "build/x.yaml": ""})
    found = look(root, before, at=time.time_ns() + LATER)
    assert found is not None
    assert not found.contents


def test_a_young_file_is_read_again(tmp_path: Path) -> None:
    root = fill(tmp_path)
    young = identify_worktree(root, at=time.time_ns())[2].footprint
    assert young is not None
    assert set(young.marks) == {0}
    assert look(root, young, at=time.time_ns()) is None  # its folders are young too


def test_a_gitignore_that_changes_within_the_tick_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path, {**CONFIG, ".gitignore": "nothing.y\n"})
    swept(root)
    stuck = footprint.mark(os.stat(root / ".gitignore"))
    before = identify_worktree(root, at=stuck[1])[2].footprint
    fill(root, {".gitignore": "acme.yaml\n"})
    real = footprint._outside
    same = lambda path, **given: stuck if path == str(root / ".gitignore") else real(path, **given)  # noqa: E731
    monkeypatch.setattr(footprint, "_outside", same)
    assert before is not None
    assert notices(root, before)


@pytest.mark.parametrize(
    ("changed", "read", "held"),
    [
        (1_000_000_001, 1_200_000_002, True),
        (1_000_000_001, 1_100_000_001, False),
        (1_000_000_001, 999_999_999, False),
        (1_000_000_000, 2_900_000_000, False),  # a file system that counts seconds
        (1_000_000_000, 3_000_000_001, True),
    ],
)
def test_a_mark_is_trusted_once_another_change_would_move_it(changed: int, read: int, held: bool) -> None:
    seen_then = (1, changed, 5)
    assert trusted(seen_then, read) == (seen_then if held else NOTHING)


def test_a_folder_that_becomes_a_link_between_look_and_read_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = fill(tmp_path / "config")
    fill(tmp_path / "outside", {"acme.yaml": "configs: {region: secret}\n"})
    before, real = seen(root), footprint._content
    in_place(root)

    def swapping(folder: int, path: str) -> object:
        if not (root / "tenants/orders").is_symlink():
            shutil.rmtree(root / "tenants/orders")
            (root / "tenants/orders").symlink_to(tmp_path / "outside")
        return real(folder, path)

    monkeypatch.setattr(footprint, "_content", swapping)
    assert look(root, before, at=time.time_ns() + LATER) is None


def test_git_is_not_asked_where_nothing_that_it_asks_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path)
    before = seen(root)
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: pytest.fail("a program was started"))
    assert not notices(root, before)
