"""What stands in where kernel, C library or file system cannot do with a folder what is asked."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from tenantry.write import exchange


@pytest.fixture
def old_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """A C library that has neither renameat2 nor syncfs."""
    monkeypatch.setattr(exchange.ctypes, "CDLL", lambda *_, **__: SimpleNamespace())


def test_two_folders_change_places(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    exchange.exchange(str(tmp_path / "a"), str(tmp_path / "b"))
    assert os.listdir(tmp_path / "a") == ["b"]


@pytest.mark.usefixtures("old_library")
def test_what_cannot_be_done_in_one_step_says_so(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=os.strerror(errno.ENOSYS)) as refused:
        exchange.exchange(str(tmp_path), str(tmp_path))
    assert refused.value.errno in exchange.UNSUPPORTED


@pytest.mark.parametrize("library", ["old", "new"])
def test_a_folder_never_moves_over_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    if library == "old":
        monkeypatch.setattr(exchange.ctypes, "CDLL", lambda *_, **__: SimpleNamespace())
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with pytest.raises(FileExistsError):
        exchange.move(str(tmp_path / "a"), str(tmp_path / "b"))
    exchange.move(str(tmp_path / "a"), str(tmp_path / "c"))
    assert sorted(os.listdir(tmp_path)) == ["b", "c"]


@pytest.mark.usefixtures("old_library")
def test_without_a_call_for_all_each_file_is_brought_to_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").touch()
    synced: list[str] = []
    monkeypatch.setattr(exchange.os, "fsync", lambda file: synced.append(os.readlink(f"/proc/self/fd/{file}")))
    exchange.settle(str(tmp_path))
    assert synced == [str(tmp_path / "deep" / "file"), str(tmp_path / "deep"), str(tmp_path)]
