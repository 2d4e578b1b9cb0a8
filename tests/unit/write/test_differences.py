"""`--check`: every way in which a tree can differ is told, and nothing is changed."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from support_write import PROVENANCE, artifacts
from tenantry.write import differences, write


@pytest.fixture
def out(tmp_path: Path) -> Path:
    write(artifacts(), PROVENANCE, tmp_path / "build")
    return tmp_path / "build"


def test_a_tree_that_is_not_there_misses_everything(tmp_path: Path) -> None:
    found = differences(artifacts(count=2), PROVENANCE, tmp_path / "none")
    assert found == ["missing: manifest.json", "missing: target/0/file-0.yaml", "missing: target/1/file-1.yaml"]
    assert not (tmp_path / "none").exists()


def test_every_kind_is_told_by_its_path(out: Path) -> None:
    (out / "target/0/file-0.yaml").write_bytes(b"ONE\n")
    (out / "target/0/file-2.yaml").unlink()
    (out / "target/1/file-1.yaml").unlink()
    (out / "target/1/file-1.yaml").symlink_to("/etc/hostname")
    (out / "extra/deep").mkdir(parents=True)
    (out / "extra/deep/file").write_text("x")
    (out / os.fsdecode(b"odd\xff")).write_text("x")
    assert differences(artifacts(), PROVENANCE, out) == [
        "differs: target/0/file-0.yaml",
        "differs: target/1/file-1.yaml",
        "missing: target/0/file-2.yaml",
        "unexpected: extra/",
        "unexpected: odd\\xff",
    ]


def test_a_folder_in_the_place_of_a_file_and_a_file_in_that_of_a_folder(out: Path) -> None:
    (out / "target/0/file-0.yaml").unlink()
    (out / "target/0/file-0.yaml").mkdir()
    (out / "target/1/file-1.yaml").unlink()
    (out / "target/1").rmdir()
    (out / "target/1").write_text("x")
    assert differences(artifacts(), PROVENANCE, out) == [
        "differs: target/0/file-0.yaml", "missing: target/1/file-1.yaml", "unexpected: target/1",
    ]  # fmt: skip


def test_a_folder_that_is_a_link_is_not_followed(out: Path, tmp_path: Path) -> None:
    (out / "target/1").rename(tmp_path / "elsewhere")
    (out / "target/1").symlink_to(tmp_path / "elsewhere")
    assert differences(artifacts(), PROVENANCE, out) == ["missing: target/1/file-1.yaml", "unexpected: target/1"]


def test_the_commit_makes_no_difference_but_the_compiler_does(out: Path) -> None:
    assert differences(artifacts(), replace(PROVENANCE, commit=None, dirty=True), out) == []
    assert differences(artifacts(), replace(PROVENANCE, compiler="9"), out) == ["differs: manifest.json"]
    assert differences(artifacts(), replace(PROVENANCE, tzdata="9"), out) == ["differs: manifest.json"]


def test_a_manifest_that_is_not_one_differs(out: Path) -> None:
    (out / "manifest.json").write_text("{")
    assert differences(artifacts(), PROVENANCE, out) == ["differs: manifest.json"]
