"""Where a build tree is not written."""

from __future__ import annotations

from pathlib import Path

import pytest

from support_write import PROVENANCE, artifacts, tree
from tenantry.errors import UsageError
from tenantry.write import write


def refused(out: Path) -> str:
    with pytest.raises(UsageError) as error:
        write(artifacts(), PROVENANCE, out)
    return str(error.value)


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"notes.txt": "mine"}, "no manifest.json of ours"),
        ({"manifest.json": "{}"}, "manifest.json is not ours"),
        ({"manifest.json": '{"name": "web", "start_url": "/"}'}, "manifest.json is not ours"),
        ({"manifest.json": "[" * 100_000}, "manifest.json is not ours"),
        ({"manifest.json": "\x00"}, "manifest.json is not ours"),
        ({".keep": ""}, "no manifest.json of ours"),
        ({"tenantry.yaml": "version: 1"}, "is the root of a repository"),
        ({".git/HEAD": ""}, "is the root of a repository"),
    ],
)
def test_a_foreign_folder_stays(tmp_path: Path, files: dict[str, str], reason: str) -> None:
    out = tmp_path / "build"
    for name, content in files.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(content)
    before = tree(out)
    assert reason in refused(out)
    assert tree(out) == before


def test_links_and_files_are_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "broken").symlink_to("nowhere")
    (tmp_path / "file").write_text("mine")
    assert "a symbolic link" in refused(tmp_path / "link")
    assert "a symbolic link" in refused(tmp_path / "broken")
    assert "not a folder" in refused(tmp_path / "file")
    assert "cannot be written" in refused(tmp_path / "file" / "build")
    assert list((tmp_path / "real").iterdir()) == []


@pytest.mark.parametrize("out", [".", "..", "../..", "build/..", "/", "/proc"])
def test_where_you_are_and_where_disks_begin_cannot_be_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str
) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    assert "replaced as a whole" in refused(Path(out))


@pytest.mark.parametrize("out", ["tenants", "tenants/orders", "integrations/x/build", "schemas", "overrides", ".git/x"])
def test_sources_are_never_written_over(tmp_path: Path, out: str) -> None:
    (tmp_path / "tenantry.yaml").write_text("version: 1")
    assert "which the compiler reads" in refused(tmp_path / out)
    assert [path.name for path in tmp_path.iterdir()] == ["tenantry.yaml"]


def test_an_empty_folder_and_an_older_tree_are_ours_to_replace(tmp_path: Path) -> None:
    out = tmp_path / "build"
    out.mkdir()
    write(artifacts(), PROVENANCE, out)
    (out / "manifest.json").write_text('{"compiler": "0.1", "digest": "x", "artifacts": []}')
    write(artifacts(b"two\n"), PROVENANCE, out)
    assert "target/0/file-0.yaml" in tree(out)


def test_a_folder_reached_through_a_link_is_written_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "link").symlink_to("disk")
    write(artifacts(), PROVENANCE, tmp_path / "link" / "build")
    assert (tmp_path / "disk" / "build" / "manifest.json").is_file()
    assert (tmp_path / "link").is_symlink()
