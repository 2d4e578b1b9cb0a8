"""A clone that lacks objects: nothing is fetched, by whatever way its configuration offers."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from support_git import configured, evil, fill, git, repository
from tenantry.errors import UsageError
from tenantry.source import read_commit, read_worktree


def partial(tmp_path: Path, *, kept: str) -> Path:
    """A clone that lacks blobs, from a remote that would run a program when it is asked for them."""
    repository(tmp_path / "whole")
    configured(tmp_path / "whole", {"uploadpack.allowFilter": "true", "uploadpack.allowAnySHA1InWant": "true"})
    git(tmp_path, "clone", "--quiet", "--no-checkout", f"--filter={kept}", f"file://{tmp_path}/whole", "partial")
    return tmp_path / "partial"


REMOTES = {
    "ext": {"remote.origin.url": "ext::{evil} %S", "protocol.ext.allow": "always", "protocol.allow": "always"},
    "ssh": {"remote.origin.url": "ssh://host.invalid/x", "core.sshCommand": "{evil}", "protocol.ssh.allow": "always"},
    "file": {"remote.origin.uploadpack": "{evil}", "protocol.file.allow": "always"},
    "vcs": {"remote.origin.vcs": "evil", "protocol.evil.allow": "always"},
    "http": {
        "remote.origin.url": "http://127.0.0.1:9/x",
        "credential.helper": "{evil}",
        "http.proxy": "http://127.0.0.1:9",
    },
}


@pytest.mark.parametrize("remote", REMOTES)
@pytest.mark.parametrize("kept", ["blob:none", "tree:0"])
def test_what_is_missing_is_not_fetched(tmp_path: Path, remote: str, kept: str) -> None:
    root, canary = partial(tmp_path, kept=kept), evil(tmp_path)
    git(root, "config", "--unset-all", "remote.origin.url")
    settings = {"remote.origin.url": f"file://{tmp_path}/whole", **REMOTES[remote]}
    configured(root, {key: value.format(evil=tmp_path / "evil") for key, value in settings.items()})
    with pytest.raises(UsageError) as refusal:
        read_commit(root, "HEAD")
    assert "git" in str(refusal.value)
    assert (refusal.value.help or "").startswith("fetch it first")
    assert not canary.exists()
    read_worktree(fill(root))
    assert not canary.exists()


def test_the_canary_can_sing(tmp_path: Path) -> None:
    root, canary = partial(tmp_path, kept="blob:none"), evil(tmp_path)
    configured(root, {"remote.origin.uploadpack": str(tmp_path / "evil")})
    command = ["git", "-C", str(root), "cat-file", "-p", "HEAD:tenantry.yaml"]
    null = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=null, stdout=null, stderr=null, start_new_session=True) as fetching:
        deadline = time.monotonic() + 20
        while not canary.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        os.killpg(fetching.pid, signal.SIGKILL)
    assert canary.exists(), "else the test above proves nothing"
