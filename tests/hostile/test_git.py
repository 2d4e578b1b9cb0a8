"""A hostile git repository: nothing of it is executed, fetched or believed."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from support_git import CONFIG, configured, evil, fill, git, repository
from tenantry.errors import UsageError
from tenantry.git import program
from tenantry.source import read_commit, read_worktree

FILES = {path: content.encode() for path, content in CONFIG.items()}


def read_all(root: Path) -> None:
    """Everything that is ever asked of git, of a repository that holds `CONFIG` at HEAD."""
    assert read_worktree(root)[0].files == FILES
    assert read_commit(root, "HEAD")[0].files == FILES
    (root / "tenants/orders/acme.yaml").write_text("changed: 1")
    snapshot, problems = read_worktree(root)
    assert (snapshot.dirty, snapshot.commit, problems) == (True, git(root, "rev-parse", "HEAD"), [])


PROGRAMS = [
    "core.fsmonitor",
    "core.sshCommand",
    "core.editor",
    "core.pager",
    "core.askPass",
    "core.gitProxy",
    "core.alternateRefsCommand",
    "diff.external",
    "diff.evil.textconv",
    "diff.evil.command",
    "filter.evil.clean",
    "filter.evil.smudge",
    "filter.evil.process",
    "merge.evil.driver",
    "credential.helper",
    "gpg.program",
    "uploadpack.packObjectsHook",
    "remote.origin.uploadpack",
    "alias.ls-files",
    "alias.ls-tree",
    "alias.rev-parse",
    "alias.cat-file",
]


@pytest.mark.parametrize("key", PROGRAMS)
def test_no_program_of_the_configuration_runs(tmp_path: Path, key: str) -> None:
    canary = evil(tmp_path)
    attributes = "* filter=evil diff=evil merge=evil\n"
    root = repository(tmp_path / "root", {**CONFIG, ".gitattributes": attributes, "tenants/.gitattributes": attributes})
    alias = "!" if key.startswith("alias.") else ""
    configured(root, {key: f"{alias}{tmp_path}/evil", "core.filemode": "false"})
    (root / "tenants/orders/acme.yaml").touch()
    read_all(root)
    assert not canary.exists()


def test_the_canary_can_sing(tmp_path: Path) -> None:
    canary = evil(tmp_path)
    root = repository(tmp_path / "root", {**CONFIG, ".gitattributes": "* filter=evil\n"})
    configured(root, {"filter.evil.clean": f"{tmp_path}/evil"})
    (root / "tenants/orders/acme.yaml").write_text("changed: 1")
    git(root, "status", "--porcelain")
    assert canary.exists(), "else the test above proves nothing"


def test_no_hook_runs(tmp_path: Path) -> None:
    canary = evil(tmp_path)
    root = repository(tmp_path / "root")
    names = ["fsmonitor-watchman", "post-index-change", "post-checkout", "reference-transaction", "pre-auto-gc"]
    for name in names:
        shutil.copy(tmp_path / "evil", root / ".git/hooks" / name)
    configured(root, {"core.hooksPath": str(root / ".git/hooks")})
    read_all(root)
    assert not canary.exists()


def test_a_configuration_that_is_included_is_no_stronger(tmp_path: Path) -> None:
    canary = evil(tmp_path)
    root = repository(tmp_path / "root")
    (tmp_path / "more").write_text(f'[core]\n\tfsmonitor = "{tmp_path}/evil"\n')
    configured(root, {"include.path": str(tmp_path / "more"), "extensions.worktreeConfig": "true"})
    shutil.copy(tmp_path / "more", root / ".git/config.worktree")
    read_all(root)
    assert not canary.exists()


def test_another_worktree_in_the_configuration_is_not_believed(tmp_path: Path) -> None:
    root = repository(tmp_path / "root")
    fill(tmp_path / "elsewhere", {"tenants/.gitignore": "*\n", "tenantry.yaml": "evil"})
    configured(root, {"core.worktree": str(tmp_path / "elsewhere"), "core.bare": "false"})
    read_all(root)


def test_the_ignores_of_the_user_are_not_asked(tmp_path: Path) -> None:
    root = repository(tmp_path / "root")
    (tmp_path / "ignores").write_text("*.yaml\n")
    configured(root, {"core.excludesFile": str(tmp_path / "ignores")})
    fill(root, {"tenants/orders/new.yaml": "a: 1\n"})
    assert "tenants/orders/new.yaml" in read_worktree(root)[0].files


@pytest.mark.parametrize(
    "name", ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE", "GIT_PREFIX"]
)
def test_the_environment_does_not_matter(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path / "root")
    monkeypatch.setenv(name, str(tmp_path / "nowhere"))
    read_all(root)


def test_configuration_in_the_environment_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    canary = evil(tmp_path)
    root = repository(tmp_path / "root")
    (tmp_path / ".gitconfig").write_text(
        f"[core]\n\tfsmonitor = {tmp_path}/evil\n\texcludesFile = {tmp_path}/ignores\n"
    )
    (tmp_path / "ignores").write_text("*.yaml\n")
    (tmp_path / "git").symlink_to("evil")
    values = {
        "HOME": tmp_path,
        "GIT_CONFIG_GLOBAL": tmp_path / ".gitconfig",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": tmp_path / "evil",
        "GIT_TRACE": tmp_path / "executed",
        "GIT_EXEC_PATH": tmp_path,
        "GIT_SSH_COMMAND": tmp_path / "evil",
        "PATH": tmp_path,
    }
    for key, value in values.items():
        monkeypatch.setenv(key, str(value))
    snapshot, _ = read_worktree(root)
    assert (snapshot.files, snapshot.dirty, read_commit(root, "HEAD")[0].files) == (FILES, False, FILES)
    assert not canary.exists()


def test_the_owner_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout that belongs to another user, as in most containers of continuous integration."""
    root = repository(tmp_path / "root")
    other = {**program._ENVIRONMENT, "GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}
    monkeypatch.setattr(program, "_ENVIRONMENT", other)
    read_all(root)


@pytest.mark.hostile
def test_nothing_but_git_is_started(tmp_path: Path) -> None:
    """Every program that is started, seen by the kernel."""
    root = repository(tmp_path / "root")
    strace = shutil.which("strace")
    if strace is None:
        pytest.fail("needs strace: apt-get install strace")
    script = (
        "import sys; from pathlib import Path; from tenantry.source import read_commit, read_worktree;"
        "root = Path(sys.argv[1]); read_worktree(root); read_commit(root, 'HEAD')"
    )
    log = tmp_path / "log"
    command = [strace, "-f", "-qq", "-e", "trace=execve,connect", "-o", log, sys.executable]
    subprocess.run([*command, "-c", script, root], check=True)
    started = [line.split('execve("', 1)[1].split('"')[0] for line in log.read_text().splitlines() if "execve(" in line]
    assert {os.path.basename(path) for path in started[1:]} == {"git"}
    assert len(started) > 5
    assert "connect(" not in log.read_text()


def test_reading_writes_nothing(tmp_path: Path) -> None:
    root = repository(tmp_path / "root")
    for path in root.glob("tenants/**/*.yaml"):
        path.touch()

    def state() -> dict[str, tuple[int, int]]:
        found = [path for path in root.rglob("*") if stat.S_ISREG(path.lstat().st_mode)]
        return {str(path): (path.stat().st_mtime_ns, path.stat().st_ino) for path in found}

    before = state()
    read_worktree(root)
    read_commit(root, "HEAD")
    assert state() == before


@pytest.mark.parametrize("damage", ["loose object", "index", "HEAD", "config"])
def test_a_damaged_repository_is_told(tmp_path: Path, damage: str) -> None:
    root = repository(tmp_path / "root")
    name = git(root, "rev-parse", "HEAD:tenants/orders/acme.yaml")
    path = {
        "loose object": root / ".git/objects" / name[:2] / name[2:],
        "index": root / ".git/index",
        "HEAD": root / ".git/HEAD",
        "config": root / ".git/config",
    }[damage]
    path.chmod(0o644)
    path.write_bytes(b"[damaged")
    read = read_worktree if damage == "index" else partial(read_commit, ref="HEAD")
    with pytest.raises(UsageError, match=r"git|commit"):
        read(root)


def test_a_git_that_is_silent_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "bin/git"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\nexec /bin/sleep 60\n")
    fake.chmod(0o755)
    root = repository(tmp_path / "root")
    monkeypatch.setattr("tenantry.git.program.FOLDERS", (str(fake.parent),))
    monkeypatch.setattr("tenantry.git.program.SILENCE", 0.2)
    with pytest.raises(UsageError, match="git did not answer"):
        read_worktree(root)
