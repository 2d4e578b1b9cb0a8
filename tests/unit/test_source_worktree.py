"""The worktree as a snapshot."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support_git import CONFIG, commit, fill, git, repository
from tenantry.git import program
from tenantry.source import read_worktree
from tenantry.source.intake import FILE_BYTES

FILES = {path: content.encode() for path, content in CONFIG.items()}


def test_outside_of_git_every_config_file_is_read(tmp_path: Path) -> None:
    snapshot, problems = read_worktree(fill(tmp_path))
    assert (dict(snapshot.files), snapshot.commit, snapshot.dirty, problems) == (FILES, None, False, [])
    assert list(snapshot.files) == sorted(snapshot.files)


def test_what_is_not_config_is_left_alone(tmp_path: Path) -> None:
    others = ["README.md", "tenants/README.md", "tenants/orders/logo.png", "build/x.yaml", ".github/ci.yaml", "a.yaml"]
    fill(fill(tmp_path), dict.fromkeys(others, "x"))
    assert read_worktree(tmp_path)[0].files == FILES


def test_in_git_it_stands_on_a_commit(tmp_path: Path) -> None:
    repository(tmp_path)
    snapshot, _ = read_worktree(tmp_path)
    assert (snapshot.files, snapshot.commit, snapshot.dirty) == (FILES, git(tmp_path, "rev-parse", "HEAD"), False)


def test_before_the_first_commit_there_is_none(tmp_path: Path) -> None:
    git(fill(tmp_path), "init", "--quiet")
    snapshot, _ = read_worktree(tmp_path)
    assert (snapshot.files, snapshot.commit, snapshot.dirty) == (FILES, None, False)


def test_ignored_files_are_left_out_unless_tracked(tmp_path: Path) -> None:
    repository(tmp_path, {**CONFIG, "tenants/orders/kept.local.yaml": "a: 1\n"})
    fill(
        tmp_path,
        {"tenants/.gitignore": "*.local.yaml\ntrash/\n", "tenants/trash/a.yaml": "", "tenants/b.local.yaml": ""},
    )
    os.mkfifo(tmp_path / "tenants/trash/pipe.yaml")
    snapshot, problems = read_worktree(tmp_path)
    assert snapshot.files.keys() == {*FILES, "tenants/orders/kept.local.yaml"}
    assert problems == []


def test_a_folder_that_git_ignores_as_a_whole_is_read_as_without_git(tmp_path: Path) -> None:
    repository(tmp_path, {".gitignore": "*\n"})
    snapshot, _ = read_worktree(fill(tmp_path / "sub"))
    assert (snapshot.files, snapshot.commit) == (FILES, None)


@pytest.mark.parametrize("change", ["edit", "add", "delete"])
def test_changed_config_makes_it_dirty(tmp_path: Path, change: str) -> None:
    repository(tmp_path)
    if change == "delete":
        (tmp_path / "tenants/orders/acme.yaml").unlink()
    else:
        fill(tmp_path, {"tenants/orders/acme.yaml" if change == "edit" else "tenants/orders/new.yaml": "x: 1\n"})
    snapshot, problems = read_worktree(tmp_path)
    assert (snapshot.dirty, problems) == (True, [])
    assert ("tenants/orders/acme.yaml" in snapshot.files) == (change != "delete")


def test_other_changes_do_not(tmp_path: Path) -> None:
    repository(tmp_path)
    fill(tmp_path, {"README.md": "x", "tenants/notes.txt": "x"})
    (tmp_path / "tenantry.yaml").write_text(CONFIG["tenantry.yaml"])
    assert not read_worktree(tmp_path)[0].dirty


def test_the_root_may_be_a_folder_of_a_git_repository(tmp_path: Path) -> None:
    repository(tmp_path, {f"deep/er/{path}": content for path, content in CONFIG.items()} | {"tenants/x.yaml": "no"})
    snapshot, _ = read_worktree(tmp_path / "deep/er")
    assert (snapshot.files, snapshot.dirty) == (FILES, False)
    assert snapshot.commit == git(tmp_path, "rev-parse", "HEAD")


def test_a_root_that_the_commit_does_not_have_is_dirty(tmp_path: Path) -> None:
    repository(tmp_path, {"README": "x"})
    assert read_worktree(fill(tmp_path / "new"))[0].dirty


def test_a_second_worktree_of_git_will_do(tmp_path: Path) -> None:
    repository(tmp_path / "main")
    git(tmp_path / "main", "worktree", "add", "--quiet", "--detach", "../second")
    snapshot, _ = read_worktree(tmp_path / "second")
    assert (snapshot.files, snapshot.dirty) == (FILES, False)
    assert snapshot.commit == git(tmp_path / "main", "rev-parse", "HEAD")


def test_a_linked_root_will_do(tmp_path: Path) -> None:
    repository(tmp_path / "real", {f"sub/{path}": content for path, content in CONFIG.items()})
    (tmp_path / "link").symlink_to("real/sub")
    snapshot, problems = read_worktree(tmp_path / "link")
    assert (snapshot.files, snapshot.dirty, problems) == (FILES, False, [])
    assert snapshot.commit


def test_without_git_installed_it_reads_as_outside_of_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository(tmp_path)
    monkeypatch.setattr(program, "FOLDERS", ("/nonexistent",))
    snapshot, _ = read_worktree(tmp_path)
    assert (snapshot.files, snapshot.commit) == (FILES, None)


@pytest.mark.parametrize("size", [FILE_BYTES, FILE_BYTES + 1, 5 << 30])
def test_of_a_large_file_one_byte_too_much_is_read(tmp_path: Path, size: int) -> None:
    with (fill(tmp_path) / "tenants/orders/big.yaml").open("wb") as file:
        file.truncate(size)
    snapshot, problems = read_worktree(tmp_path)
    assert len(snapshot.files["tenants/orders/big.yaml"]) == min(size, FILE_BYTES + 1)
    assert problems == []


def test_a_sha256_repository_will_do(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--object-format=sha256")
    made = commit(fill(tmp_path))
    snapshot, _ = read_worktree(tmp_path)
    assert (snapshot.commit, snapshot.dirty, len(made)) == (made, False, 64)
