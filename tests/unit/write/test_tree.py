"""A build tree replaces the one before as a whole, whatever goes wrong."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from support_write import PROVENANCE, artifacts, tree
from tenantry.errors import ExternalError, UsageError
from tenantry.write import differences, write
from tenantry.write import tree as tree_module

Refuse = Callable[..., None]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def failing(number: int) -> Refuse:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return refuse


def test_a_tree_is_written_with_its_manifest_and_nothing_beside_it(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "build"
    write(artifacts(), PROVENANCE, out)
    assert sorted(tree(out)) == [
        "manifest.json", "target/0/file-0.yaml", "target/0/file-2.yaml", "target/1/file-1.yaml",
    ]  # fmt: skip
    assert names(out.parent) == ["build"]
    assert differences(artifacts(), PROVENANCE, out) == []


def test_what_is_no_longer_compiled_goes(tmp_path: Path) -> None:
    write(artifacts(), PROVENANCE, tmp_path / "build")
    write(artifacts(b"two\n", count=1), PROVENANCE, tmp_path / "build")
    assert sorted(tree(tmp_path / "build")) == ["manifest.json", "target/0/file-0.yaml"]
    assert names(tmp_path) == ["build"]


def test_a_tree_that_is_right_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "build"
    write(artifacts(), PROVENANCE, out)
    before = os.stat(out).st_ino, os.stat(out / "manifest.json").st_mtime_ns
    write(artifacts(), PROVENANCE, out)
    assert (os.stat(out).st_ino, os.stat(out / "manifest.json").st_mtime_ns) == before


def test_a_tree_that_was_edited_by_hand_is_made_right(tmp_path: Path) -> None:
    out = tmp_path / "build"
    write(artifacts(), PROVENANCE, out)
    wanted = tree(out)
    (out / "target" / "0" / "file-0.yaml").write_text("edited")
    (out / "left.txt").write_text("added")
    write(artifacts(), PROVENANCE, out)
    assert tree(out) == wanted


def test_modes_do_not_depend_on_the_umask(tmp_path: Path) -> None:
    for mask in (0o000, 0o022, 0o077):
        before = os.umask(mask)
        try:
            write(artifacts(), PROVENANCE, tmp_path / f"{mask}")
        finally:
            os.umask(before)
        found = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / f"{mask}").rglob("*") if path.is_file()}
        folders = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / f"{mask}").rglob("*") if path.is_dir()}
        assert (found, folders) == ({0o644}, {0o755})


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
@pytest.mark.parametrize("step", ["fill", "settle", "exchange"])
def test_a_broken_disk_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int) -> None:
    out = tmp_path / "build"
    write(artifacts(), PROVENANCE, out)
    before = tree(out)
    monkeypatch.setattr(tree_module, step, failing(number))
    with pytest.raises(ExternalError, match="nothing there is half written"):
        write(artifacts(b"two\n"), PROVENANCE, out)
    assert tree(out) == before
    assert names(tmp_path) == ["build"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_a_tree_that_is_there_already_needs_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    out = tmp_path / "build"
    write(artifacts(), PROVENANCE, out)
    monkeypatch.setattr(tree_module, "new_folder", failing(number))
    write(artifacts(), PROVENANCE, out)
    with pytest.raises((UsageError, ExternalError)):
        write(artifacts(b"two\n"), PROVENANCE, out)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENAMETOOLONG])
def test_a_folder_that_may_not_be_written_is_the_users_to_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(tree_module, "fill", failing(number))
    with pytest.raises(UsageError, match="cannot be written"):
        write(artifacts(), PROVENANCE, tmp_path / "build")
    assert names(tmp_path) == []


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM])
def test_without_exchange_a_tree_is_replaced_in_two_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(tree_module, "exchange", failing(number))
    for content in (b"one\n", b"two\n"):
        write(artifacts(content), PROVENANCE, tmp_path / "build")
        assert differences(artifacts(content), PROVENANCE, tmp_path / "build") == []
        assert names(tmp_path) == ["build"]


def test_a_failure_between_the_two_steps_brings_the_old_tree_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "build"
    write(artifacts(), PROVENANCE, out)
    before = tree(out)
    monkeypatch.setattr(tree_module, "exchange", failing(errno.ENOSYS))
    rename, calls = os.rename, []

    def second_fails(old: str, new: str) -> None:
        calls.append(old)
        if len(calls) == 2:
            raise OSError(errno.EIO, "broken")
        rename(old, new)

    monkeypatch.setattr(tree_module.os, "rename", second_fails)
    with pytest.raises(ExternalError):
        write(artifacts(b"two\n"), PROVENANCE, out)
    assert tree(out) == before


def test_what_a_killed_run_put_aside_comes_back(tmp_path: Path) -> None:
    out = tmp_path / "build"
    write(artifacts(), PROVENANCE, out)
    os.rename(out, tree_module.beside(str(out), "old"))
    os.mkdir(tree_module.beside(str(out), "new"))
    os.mkdir(tmp_path / ".tenantry-mine")
    tree_module.sweep(str(out))
    assert names(tmp_path) == [".tenantry-mine", "build"]
    assert differences(artifacts(), PROVENANCE, out) == []


def test_a_tree_that_a_reader_holds_is_not_removed(tmp_path: Path) -> None:
    out = tmp_path / "build"
    write(artifacts(), PROVENANCE, out)
    held = os.open(out, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(held, fcntl.LOCK_SH)
        write(artifacts(b"two\n"), PROVENANCE, out)
        assert os.listdir(held) != []
    finally:
        os.close(held)
    write(artifacts(b"three\n"), PROVENANCE, out)
    assert names(tmp_path) == ["build"]
