"""Files that commands edit for people."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenantry.errors import UsageError
from tenantry.write import write_sources


def test_files_are_made_replaced_and_removed(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("old")
    write_sources(tmp_path, {"a/b/new": b"new", "old": b"replaced", "gone": None, "not/there": None})
    assert (tmp_path / "a" / "b" / "new").read_bytes() == b"new"
    assert (tmp_path / "old").read_bytes() == b"replaced"
    write_sources(tmp_path, {"old": None})
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["new"]


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    root = tmp_path / "root"
    root.mkdir()
    (root / "a").symlink_to(outside)
    with pytest.raises(UsageError, match="is a link"):
        write_sources(root, {"a/file": b""})
    (root / "file").symlink_to(outside / "target")
    write_sources(root, {"file": b"ours"})
    assert list(outside.iterdir()) == []
    assert not (root / "file").is_symlink()
