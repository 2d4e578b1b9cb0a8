"""Unchanged files of the last tree become files of the next one; whatever is odd about them is written anew."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support_write import PROVENANCE, tree
from tenantry.model.artifact import Artifact
from tenantry.write import differences, write
from tenantry.write import last as last_module

FILE = "target/0/file-0.yaml"


def state(contents: dict[str, bytes]) -> list[Artifact]:
    return [Artifact(path=path, content=content, target="target") for path, content in sorted(contents.items())]


BEFORE = state({FILE: b"same\n", "target/0/changes.yaml": b"one\n", "target/1/goes.yaml": b"gone\n", "empty": b""})
AFTER = state({FILE: b"same\n", "target/0/changes.yaml": b"two\n", "target/2/comes.yaml": b"new\n", "empty": b""})


@pytest.fixture
def out(tmp_path: Path) -> Path:
    write(BEFORE, PROVENANCE, tmp_path / "site" / "build")
    return tmp_path / "site" / "build"


def inode(path: Path) -> int:
    return path.lstat().st_ino


def replaced(out: Path) -> bool:
    """Whether a further compile writes the unchanged file anew; the tree must be right whatever it does."""
    before = inode(out / FILE)
    write(AFTER, PROVENANCE, out)
    assert differences(AFTER, PROVENANCE, out) == []
    status = (out / FILE).lstat()
    assert (stat.S_ISREG(status.st_mode), stat.S_IMODE(status.st_mode), status.st_nlink) == (True, 0o644, 1)
    assert os.listdir(out.parent) == ["build"]
    return status.st_ino != before


def test_what_did_not_change_is_the_same_file_and_keeps_its_time(out: Path) -> None:
    os.utime(out / FILE, ns=(10**18, 10**18))
    kept = inode(out / "empty"), inode(out / "target/0/changes.yaml")
    assert not replaced(out)
    assert (out / FILE).stat().st_mtime_ns == 10**18
    assert (inode(out / "empty") == kept[0], inode(out / "target/0/changes.yaml") == kept[1]) == (True, False)


def by_hand(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def linked(path: Path) -> None:
    path.rename(path.parent / "elsewhere")
    path.symlink_to("elsewhere")


def folder_linked(path: Path) -> None:
    path.parent.rename(path.parents[1] / "moved")
    path.parent.symlink_to("moved")


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


ODD: dict[str, Callable[[Path], object]] = {
    "changed by hand": lambda path: by_hand(path, b"hand\n"),
    "longer": lambda path: by_hand(path, b"same\nmore\n"),
    "shorter": lambda path: by_hand(path, b"sam"),
    "not readable": lambda path: path.chmod(0o200),
    "for the owner alone": lambda path: path.chmod(0o600),
    "to run": lambda path: path.chmod(0o755),
    "set-user-id": lambda path: path.chmod(0o4644),
    "under a further name": lambda path: os.link(path, path.parents[4] / "mine"),
    "a link": linked,
    "below a link": folder_linked,
    "a pipe": pipe,
    "a folder": folder,
}


@pytest.mark.parametrize("how", sorted(ODD))
def test_whatever_is_odd_is_written_anew(out: Path, how: str) -> None:
    ODD[how](out / FILE)
    assert replaced(out)


def test_a_file_of_somebody_else_is_written_anew(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    me = os.geteuid()
    monkeypatch.setattr(last_module.os, "geteuid", lambda: me + 1)
    assert replaced(out)


@pytest.mark.parametrize(
    "number", [errno.EXDEV, errno.EPERM, errno.EMLINK, errno.EOPNOTSUPP, errno.ENOSYS, errno.ENOSPC]
)
def test_where_nothing_can_be_linked_it_is_written(out: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    tried: list[str] = []

    def refuse(name: str, *_: object, **__: object) -> None:
        tried.append(name)
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(last_module.os, "link", refuse)
    assert replaced(out)
    assert len(tried) == (2 if number in (errno.EMLINK, errno.ENOSPC) else 1)


def test_a_file_that_changes_between_reading_and_linking_is_written_anew(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = os.link

    def late(name: str, *_: object, **named: int) -> None:
        if name == "file-0.yaml":
            (out / FILE).rename(out.parents[1] / "aside")  # which keeps its inode from being used again
            (out / FILE).write_bytes(b"hand\n")
        link(name, name, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(last_module.os, "link", late)
    assert replaced(out)
    assert (out / FILE).read_bytes() == b"same\n"


@pytest.mark.parametrize("change", [lambda path: path.write_bytes(b"hand\n"), lambda path: path.chmod(0o600)])
def test_a_tree_with_the_right_manifest_is_made_right_and_the_rest_is_kept(
    out: Path, change: Callable[[Path], object]
) -> None:
    wanted, kept = tree(out), inode(out / "target/1/goes.yaml")
    change(out / FILE)
    write(BEFORE, PROVENANCE, out)
    assert (tree(out), inode(out / "target/1/goes.yaml")) == (wanted, kept)
    assert stat.S_IMODE((out / FILE).stat().st_mode) == 0o644


def test_a_folder_that_others_may_not_enter_is_opened_to_them_again(out: Path) -> None:
    (out / "target").chmod(0o700)
    write(BEFORE, PROVENANCE, out)
    assert stat.S_IMODE((out / "target").stat().st_mode) == 0o755


def test_a_reader_who_holds_the_last_tree_keeps_what_was_in_it(out: Path) -> None:
    held = os.open(out, os.O_RDONLY | os.O_DIRECTORY)
    wanted = tree(out)
    try:
        fcntl.flock(held, fcntl.LOCK_SH)
        for artifacts in (AFTER, BEFORE, AFTER):
            write(artifacts, PROVENANCE, out)
            assert differences(artifacts, PROVENANCE, out) == []
            assert tree(Path(f"/proc/self/fd/{held}/")) == wanted
    finally:
        os.close(held)


def test_nothing_that_is_there_is_ever_opened_for_writing(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened, written = os.open, []

    def watch(path: str, flags: int, *more: int, **named: int | None) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_TRUNC | os.O_APPEND):
            written.append(flags & os.O_EXCL and flags & os.O_CREAT)
        return opened(path, flags, *more, **named)

    monkeypatch.setattr(os, "open", watch)
    assert not replaced(out)
    assert len(written) == 3
    assert all(written)


PATHS = st.sampled_from(["a", "b", "d/a", "d/b", "d/e/a", "f/a"])
TREES = st.dictionaries(PATHS, st.sampled_from([b"", b"1\n", b"2\n", b"x" * 9000]), max_size=6)


@given(history=st.lists(TREES, min_size=2, max_size=5))
@settings(max_examples=60, deadline=None)
def test_a_tree_is_the_same_whatever_was_there_and_old_files_never_change(
    history: list[dict[str, bytes]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    out = tmp_path_factory.mktemp("history") / "build"
    held: list[tuple[int, bytes]] = []
    try:
        for contents in history:
            write(state(contents), PROVENANCE, out)
            assert differences(state(contents), PROVENANCE, out) == []
            held += [(os.open(out / path, os.O_RDONLY), content) for path, content in contents.items()]
            assert all(os.pread(file, 10_000, 0) == content for file, content in held)
    finally:
        for file, _ in held:
            os.close(file)
