"""A commit as a snapshot."""

from __future__ import annotations

from pathlib import Path

import pytest

from support_git import CONFIG, commit, fill, git, repository
from tenantry.errors import UsageError
from tenantry.git import program
from tenantry.source import commit as reading
from tenantry.source import read_commit
from tenantry.source.intake import FILE_BYTES

FILES = {path: content.encode() for path, content in CONFIG.items()}


@pytest.mark.parametrize("ref", ["HEAD", "main", "refs/heads/main", "v1", "main~0", "@"])
def test_any_name_of_a_commit_will_do(tmp_path: Path, ref: str) -> None:
    repository(tmp_path)
    git(tmp_path, "tag", "-a", "v1", "-m", "first")
    snapshot, problems = read_commit(tmp_path, ref)
    assert (dict(snapshot.files), snapshot.dirty, problems) == (FILES, False, [])
    assert snapshot.commit == git(tmp_path, "rev-parse", "HEAD")
    assert list(snapshot.files) == sorted(snapshot.files)


def test_ids_will_do(tmp_path: Path) -> None:
    name = git(repository(tmp_path), "rev-parse", "HEAD")
    assert read_commit(tmp_path, name)[0] == read_commit(tmp_path, name[:12])[0]


def test_the_worktree_does_not_matter(tmp_path: Path) -> None:
    first = git(repository(tmp_path), "rev-parse", "HEAD")
    (tmp_path / "tenants/orders/acme.yaml").unlink()
    commit(fill(tmp_path, {"tenants/orders/new.yaml": "x: 1\n"}))
    fill(tmp_path, {"tenants/orders/third.yaml": "x: 1\n"})
    assert read_commit(tmp_path, first)[0].files == FILES
    assert "tenants/orders/third.yaml" not in read_commit(tmp_path, "HEAD")[0].files


def test_a_root_in_a_folder_sees_only_its_own(tmp_path: Path) -> None:
    repository(tmp_path, {f"a*b/é/{path}": content for path, content in CONFIG.items()} | {"tenants/x.yaml": "no"})
    assert read_commit(tmp_path / "a*b/é", "HEAD")[0].files == FILES


def test_what_is_not_config_is_left_alone(tmp_path: Path) -> None:
    repository(tmp_path, {**CONFIG, "tenants/README.md": "x", "src/x.yaml": "x"})
    assert read_commit(tmp_path, "HEAD")[0].files == FILES


def test_contents_come_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BATCH_BYTES", 10)
    many = {f"tenants/orders/t{number}.yaml": f"x: {number}\n" for number in range(30)}
    snapshot, _ = read_commit(repository(tmp_path, CONFIG | many), "HEAD")
    assert snapshot.files == FILES | {path: content.encode() for path, content in many.items()}


def test_of_a_large_file_one_byte_too_much_is_read(tmp_path: Path) -> None:
    large = {
        "tenants/a.yaml": "x" * FILE_BYTES,
        "tenants/b.yaml": "y" * (FILE_BYTES + 1),
        "tenants/c.yaml": "z" * (9 << 20),
    }
    snapshot, problems = read_commit(repository(tmp_path, CONFIG | large), "HEAD")
    assert [len(snapshot.files[path]) for path in large] == [FILE_BYTES, FILE_BYTES + 1, FILE_BYTES + 1]
    assert problems == []


@pytest.mark.parametrize("ref", ["absent", "deadbeef", "main:tenants", "HEAD~7"])
def test_an_unknown_ref_is_wrong_usage(tmp_path: Path, ref: str) -> None:
    with pytest.raises(UsageError, match=r"no commit|cannot name"):
        read_commit(repository(tmp_path), ref)


def test_a_ref_that_only_the_remote_has_is_hinted_at(tmp_path: Path) -> None:
    repository(tmp_path)
    git(tmp_path, "update-ref", "refs/remotes/origin/trunk", "HEAD")
    with pytest.raises(UsageError) as refusal:
        read_commit(tmp_path, "trunk")
    assert refusal.value.help == "did you mean 'origin/trunk'?"


def test_a_tag_named_as_a_branch_is_refused(tmp_path: Path) -> None:
    git(repository(tmp_path), "tag", "main")
    with pytest.raises(UsageError, match="names more than one commit"):
        read_commit(tmp_path, "main")


def test_a_branch_named_as_an_id_does_not_hide_the_commit(tmp_path: Path) -> None:
    name = git(repository(tmp_path), "rev-parse", "HEAD")
    commit(fill(tmp_path, {"tenants/orders/new.yaml": "x: 1\n"}))
    git(tmp_path, "update-ref", f"refs/heads/{name}", "HEAD")
    assert read_commit(tmp_path, name)[0].files == FILES


def test_a_commit_without_a_config_repository_is_wrong_usage(tmp_path: Path) -> None:
    old = git(repository(tmp_path, {"README": "x"}), "rev-parse", "HEAD")
    commit(fill(tmp_path))
    with pytest.raises(UsageError, match="holds no config repository"):
        read_commit(tmp_path, old)
    with pytest.raises(UsageError, match=r"there is no new/tenantry\.yaml in it"):
        read_commit(fill(tmp_path / "new"), "HEAD")


def test_a_shallow_clone_says_what_to_do(tmp_path: Path) -> None:
    first = git(repository(tmp_path / "whole"), "rev-parse", "HEAD")
    commit(fill(tmp_path / "whole", {"tenants/orders/new.yaml": "x: 1\n"}))
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{tmp_path}/whole", "shallow")
    with pytest.raises(UsageError) as refusal:
        read_commit(tmp_path / "shallow", first)
    assert "shallow" in (refusal.value.help or "")
    assert "tenants/orders/new.yaml" in read_commit(tmp_path / "shallow", "HEAD")[0].files


def test_outside_of_git_it_is_wrong_usage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="is not in a git repository"):
        read_commit(fill(tmp_path), "HEAD")
    monkeypatch.setattr(program, "FOLDERS", ("/nonexistent",))
    with pytest.raises(UsageError, match="needs the git program"):
        read_commit(repository(tmp_path), "HEAD")


def test_a_sha256_repository_will_do(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--object-format=sha256")
    commit(fill(tmp_path))
    assert read_commit(tmp_path, "HEAD")[0].files == FILES
