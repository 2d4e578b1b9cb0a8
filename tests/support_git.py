"""Git repositories for tests, made by the git program with no configuration but what stands here."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

CONFIG: Mapping[str, str] = {
    "tenantry.yaml": "version: 1\nname: acme\n",
    "integrations/orders/integration.yaml": "owners: ['@acme/orders']\n",
    "tenants/_defaults.yaml": "labels: {tier: free}\n",
    "tenants/orders/acme.yaml": "configs: {region: eu}\n",
}
"""The files of a small config repository; what they say does not matter here."""

_ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
    "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
    "GIT_ALLOW_PROTOCOL": "file",
}


def git(folder: Path, *arguments: str | bytes, given: bytes = b"") -> str:
    """Runs git in a folder and returns what it says."""
    program = shutil.which("git", path=_ENVIRONMENT["PATH"])
    if program is None:
        pytest.fail("needs git: apt-get install git")
    settings = ("-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always", "-c", "gc.auto=0")
    command = [program, *settings, *arguments]
    done = subprocess.run(command, cwd=folder, env=_ENVIRONMENT, input=given, capture_output=True, check=False)
    if done.returncode:
        pytest.fail(f"git {arguments} failed: {done.stderr!r}")
    return done.stdout.decode().strip()


def fill(folder: Path, files: Mapping[str, str] = CONFIG) -> Path:
    """Writes files below a folder."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content)
    return folder


def commit(folder: Path) -> str:
    """Commits everything in a folder's repository, and returns the commit's id."""
    git(folder, "add", "-A")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", "state")
    return git(folder, "rev-parse", "HEAD")


def repository(folder: Path, files: Mapping[str, str] = CONFIG) -> Path:
    """A git repository with one commit of `files`."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet")
    commit(fill(folder, files))
    return folder


def tree_of(folder: Path, entries: list[tuple[str, str, str]]) -> str:
    """A git tree with entries (mode, id, name), however bad they are; returns its id."""
    kinds = {"040000": "tree", "160000": "commit"}
    records = b"".join(
        f"{mode} {kinds.get(mode, 'blob')} {name}\t".encode() + path.encode("utf-8", "surrogateescape") + b"\0"
        for mode, name, path in entries
    )
    return git(folder, "mktree", "-z", "--missing", given=records)


def blob_of(folder: Path, content: bytes) -> str:
    """A git blob; returns its id."""
    return git(folder, "hash-object", "-w", "--stdin", given=content)


def commit_of(folder: Path, tree: str) -> str:
    """A commit of a tree, without a parent; returns its id."""
    return git(folder, "commit-tree", tree, "-m", "made")


def configured(folder: Path, settings: Mapping[str, str]) -> None:
    """Adds settings to a repository's own configuration."""
    for key, value in settings.items():
        git(folder, "config", "--add", key, value)


def evil(folder: Path) -> Path:
    """Plants the program `evil` in a folder; returns the file that is there as soon as it was run."""
    canary = folder / "executed"
    program = folder / "evil"
    program.write_text(f"#!/bin/sh\necho \"$0 $*\" >> '{canary}'\ncat\n")
    program.chmod(0o755)
    return canary
