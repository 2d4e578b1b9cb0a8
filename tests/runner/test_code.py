"""The code of a release: its recorded commit, fetched once, as it is in git, built once."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from support_feed import FEED, RELEASE, feed_files, feed_source, git
from support_runner import Host
from tenantry.errors import ExternalError, UsageError
from tenantry.git.checkout import check_out
from tenantry.git.commits import fetch_commit


@pytest.fixture
def source(tmp_path: Path) -> tuple[Path, str]:
    """The repository of the sample integration, and a commit of it."""
    return tmp_path / "source", feed_source(tmp_path / "source")


def host(tmp_path: Path, source: Path, commit: str) -> Host:
    """A host whose config repository records the commit, with the sample's run manifest."""
    found = Host(tmp_path)
    found.runs("true", files=feed_files(source, commit))
    return found


def test_the_recorded_commit_is_fetched_built_once_and_run(tmp_path: Path, source: tuple[Path, str]) -> None:
    made = host(tmp_path, *source)
    config = ("-C", str(tmp_path / "config"))
    first = made.run(*config)
    assert first.stdout == '{"cursor": 50, "regions": ["eu"]}\n', first
    assert "building orders at" in first.stderr
    (built,) = (made.state / "code").rglob("built")
    stamp = built.read_text()
    source[0].rename(tmp_path / "gone")
    second = made.run(*config)
    assert second.stdout == '{"cursor": 100, "regions": ["eu"]}\n'
    assert "building" not in second.stderr
    assert built.read_text() == stamp
    assert "normal: orders 51 to 100 of region eu" in second.stderr


def test_tenants_that_start_at_once_share_one_build(tmp_path: Path, source: tuple[Path, str]) -> None:
    made = host(tmp_path, *source)
    runs = [made.start("-C", str(tmp_path / "config"), tenant=f"orders/{name}") for name in ("acme", "borealis")]
    said = [each.communicate(timeout=60) for each in runs]
    assert [each.returncode for each in runs] == [0, 0], said
    assert sum(b"building orders" in errors for _, errors in said) == 1


def test_a_build_that_fails_is_told_and_tried_again(tmp_path: Path, source: tuple[Path, str]) -> None:
    made = host(tmp_path, *source)
    manifest = tmp_path / "config" / RELEASE / "PANDIUM.yaml"
    manifest.write_text(manifest.read_text().replace("build: ", "build: echo broken; exit 4; "))
    assert made.tenantry("-C", "config", "compile", "--out", "build").code == 0
    for _ in range(2):
        done = made.run("-C", "config")
        assert done.code == 1
        assert "the build of orders failed: exit code 4" in done.stderr
    (log,) = (made.state / "logs" / "orders").glob("build-*.log")
    assert log.read_text() == "broken\n"


def test_where_the_code_is_kept_must_be_known(tmp_path: Path, source: tuple[Path, str]) -> None:
    made = host(tmp_path, *source)
    done = made.tenantry("run", "orders/acme", "--state", "state", env={"PAN_SEC_SHOP_TOKEN": "abcdef"})
    assert done.code == 2
    assert "it is not known where the code of orders is kept" in done.stderr


def test_files_are_as_they_are_in_git(tmp_path: Path, source: tuple[Path, str]) -> None:
    folder, commit = source
    fetch_commit(str(folder), commit, folder=tmp_path / "kept", environment=os.environ)
    (tmp_path / "out").mkdir()
    check_out(commit, repository=tmp_path / "kept", folder=tmp_path / "out")
    listed = {path.name for path in (tmp_path / "out").iterdir()}
    assert listed == {"PANDIUM.yaml", "feed.py", "run.sh", "link", ".gitattributes"}
    assert (tmp_path / "out" / "feed.py").read_bytes() == (FEED / "feed.py").read_bytes()
    assert os.access(tmp_path / "out" / "run.sh", os.X_OK)
    assert os.readlink(tmp_path / "out" / "link") == "feed.py"


@pytest.mark.parametrize(
    "address", ["ext::sh -c id", "--upload-pack=id", "http://example.com/x", "git://h/x", "x y", ""]
)
def test_odd_addresses_are_none(address: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no address of a repository"):
        fetch_commit(address, "1" * 40, folder=tmp_path / "kept", environment={})


def test_a_commit_that_is_not_there_is_a_failure_outside(tmp_path: Path, source: tuple[Path, str]) -> None:
    with pytest.raises(ExternalError, match="commit 111111111111 cannot be had from its repository: no branch has it"):
        fetch_commit(str(source[0]), "1" * 40, folder=tmp_path / "kept", environment=os.environ)
    with pytest.raises(ExternalError, match="cannot be had"):
        fetch_commit(str(tmp_path / "none"), "1" * 40, folder=tmp_path / "other", environment=os.environ)


def test_what_a_killed_git_leaves_is_in_nobodys_way(tmp_path: Path, source: tuple[Path, str]) -> None:
    folder, commit = source
    with pytest.raises(ExternalError):
        fetch_commit(str(folder), "1" * 40, folder=tmp_path / "kept", environment=os.environ)
    for name in ("shallow.lock", "packed-refs.lock", f"refs/tenantry/{commit}.lock"):
        (tmp_path / "kept" / ".git" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "kept" / ".git" / name).touch()
    fetch_commit(str(folder), commit, folder=tmp_path / "kept", environment=os.environ)


@pytest.mark.parametrize("name", ["../out", ".git/hooks/post-checkout", ".GIT/config"])
def test_names_that_lead_out_are_not_written(name: str, tmp_path: Path, source: tuple[Path, str]) -> None:
    folder, _ = source
    blob = git(folder, "hash-object", "-w", "feed.py")
    mode, inner = b"100644", bytes.fromhex(blob)
    write = ["git", "hash-object", "-t", "tree", "-w", "--stdin", "--literally"]
    for part in reversed(name.split("/")):
        tree = mode + b" " + part.encode() + b"\0" + inner
        made = subprocess.run(write, cwd=folder, input=tree, capture_output=True, check=True)
        mode, inner = b"40000", bytes.fromhex(made.stdout.decode().strip())
    commit = git(folder, "commit-tree", inner.hex(), "-m", "bad")
    (tmp_path / "out").mkdir()
    with pytest.raises(UsageError, match="is no name that a file of a commit may have"):
        check_out(commit, repository=folder, folder=tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
