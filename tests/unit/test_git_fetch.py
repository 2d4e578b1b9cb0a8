"""A release's manifest at a tag of somebody else's repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support_git import commit, git
from tenantry.errors import ExternalError, UsageError
from tenantry.git.fetch import Tagged, read_tagged

MANIFEST = b"version: 1.0\r\nrun: npm start\r\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A repository with a manifest at two tags, and more beside it."""
    folder = tmp_path / "source"
    folder.mkdir()
    git(folder, "init", "--quiet")
    (folder / "PANDIUM.yaml").write_bytes(MANIFEST)
    (folder / ".gitattributes").write_text("PANDIUM.yaml export-ignore export-subst\n")
    (folder / "big").write_bytes(b"#" * (1 << 20) + b"#")
    commit(folder)
    git(folder, "tag", "v1")
    git(folder, "tag", "-a", "-m", "annotated", "v2")
    return folder


def read(repository: Path | str, tag: str = "v1", path: str = "PANDIUM.yaml") -> Tagged:
    return read_tagged(str(repository), tag=tag, path=path, environment=os.environ)


@pytest.mark.parametrize("tag", ["v1", "v2"])
def test_a_file_is_read_byte_for_byte_at_the_commit_of_a_tag(source: Path, tag: str) -> None:
    found = read(source, tag)
    assert found.content == MANIFEST
    assert found.commit == git(source, "rev-parse", "HEAD")
    assert found.committed_at == "2026-01-01T00:00:00Z"


@pytest.mark.parametrize(
    "tag", ["v3", "--upload-pack=touch hacked", "v1^{tree}", "../v1", "v1..v2", "", "a b", "v1.lock"]
)
def test_what_is_no_tag_is_wrong_usage(source: Path, tag: str) -> None:
    with pytest.raises(UsageError):
        read(source, tag)


@pytest.mark.parametrize(
    "repository",
    [
        "ext::sh -c touch% hacked",
        "--upload-pack=x",
        "http://example.com/x",
        "file:///etc",
        "nowhere",
        "git://example.com/x",
    ],
)
def test_no_other_protocol_and_no_option_is_taken_for_a_repository(repository: str) -> None:
    with pytest.raises(UsageError, match="is no repository"):
        read(repository)


def test_a_folder_that_is_no_repository_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ExternalError, match="cannot be read"):
        read(tmp_path)


def test_a_file_that_is_not_there_or_too_large_is_refused(source: Path) -> None:
    with pytest.raises(UsageError, match="no file"):
        read(source, path="missing.yaml")
    with pytest.raises(UsageError, match="larger than 1 MiB"):
        read(source, path="big")


def test_an_address_that_does_not_answer_is_an_outside_failure_without_its_password() -> None:
    with pytest.raises(ExternalError) as failed:
        read("https://user:hunter2@127.0.0.1:9/x.git")
    assert "hunter2" not in str(failed.value)
