"""Generated schemas among the sources: replaced one by one, never through a link."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tenantry.errors import UsageError
from tenantry.write import write_schemas

WANTED = {"schemas/release.schema.json": b"{}\n", "schemas/tenants/orders.schema.json": b"{}\n"}


def test_what_is_wanted_is_there_and_what_is_not_goes(tmp_path: Path) -> None:
    (tmp_path / "schemas" / "tenants").mkdir(parents=True)
    (tmp_path / "schemas" / "tenants" / "gone.schema.json").write_text("{}")
    (tmp_path / "schemas" / "README.md").write_text("mine")
    write_schemas(tmp_path, WANTED)
    found = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert found == ["schemas/README.md", *WANTED]


def test_what_is_right_is_not_touched(tmp_path: Path) -> None:
    write_schemas(tmp_path, WANTED)
    before = os.stat(tmp_path / "schemas/release.schema.json").st_ino
    write_schemas(tmp_path, WANTED)
    assert os.stat(tmp_path / "schemas/release.schema.json").st_ino == before


@pytest.mark.parametrize("place", ["schemas", "schemas/tenants", "schemas/release.schema.json"])
def test_nothing_is_written_through_a_link(tmp_path: Path, place: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    root = tmp_path / "config"
    (root / place).parent.mkdir(parents=True)
    if place.endswith(".json"):
        elsewhere.write_text("mine")
    else:
        elsewhere.mkdir()
    (root / place).symlink_to(elsewhere)
    with pytest.raises(UsageError, match="is a link"):
        write_schemas(root, WANTED)
    assert elsewhere.is_dir() or elsewhere.read_text() == "mine"
    assert not elsewhere.is_dir() or list(elsewhere.iterdir()) == []


def test_no_folder_is_made_for_nothing(tmp_path: Path) -> None:
    write_schemas(tmp_path, {})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", ["release.schema.json", "schemas/a/b.schema.json", "schemas/notes.txt"])
def test_a_path_that_is_none_of_ours_is_a_bug(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match="no place for a schema"):
        write_schemas(tmp_path, {path: b""})
