"""The pages for the people around a config repository, walked through: every command, its exit code, what it prints."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from support_cli import Run
from support_forge import rolling
from support_git import commit, git

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"```(console|yaml|text)(?: (\S+))?\n(.*?)```", re.DOTALL)
WHO = {
    f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in (("NAME", "A"), ("EMAIL", "a@b"))
}


@pytest.fixture
def forge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bare repository, the folder around it being the current one."""
    monkeypatch.chdir(tmp_path)
    git(tmp_path, "init", "--quiet", "--bare", "forge.git")
    for name, value in {**WHO, "GIT_CONFIG_COUNT": "1"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "init.defaultBranch")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "main")
    return tmp_path / "forge.git"


@pytest.fixture
def config(forge: Path, invoke: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What `init` writes and one tenant more, pushed, as the current folder."""
    root = forge.parent / "config"
    assert invoke("init", root).code == 0
    (root / "tenants/orders/fjord.yaml").write_text("configs: {warehouse: FR-9}\n")
    git(root, "init", "--quiet")
    git(root, "remote", "add", "origin", str(forge))
    commit(root)
    git(root, "push", "--quiet", "origin", "main")
    monkeypatch.chdir(root)
    return root


def said(line: str, invoke: Run) -> tuple[int, str]:
    """The exit code of one line of a page, and what it printed."""
    words = shlex.split(line, comments=True)
    if words[0] == "tenantry":
        ran = invoke(*words[1:])
        return ran.code, ran.stdout + ran.stderr
    done = subprocess.run(words, env=os.environ, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def walk(page: str, invoke: Run) -> str:
    """Walks a page in the current folder; returns everything that was printed."""
    printed = ""
    for kind, path, content in BLOCK.findall((ROOT / "docs" / page).read_text(encoding="utf-8")):
        if kind == "yaml" and path:
            Path(path).write_text(content)
        if kind == "text":
            assert content.rstrip("\n") in printed
        for line in re.findall(r"^\$ (.*)$", content, re.MULTILINE) if kind == "console" else ():
            told = re.search(r"# exit (\d+)$", line)
            code, words = said(line, invoke)
            assert code == int(told.group(1) if told else 0), (line, words)
            printed += words
    return printed


def test_changing_a_tenant(config: Path, invoke: Run) -> None:
    walk("changing-a-tenant.md", invoke)
    assert "DE-2" in git(config, "show", "origin/acme-warehouse:tenants/orders/acme.yaml")


def test_reviewing_a_rollout(config: Path, invoke: Run) -> None:
    rolling(config, reached="canary", since="2026-01-01T00:00:00Z")
    git(config, "switch", "--quiet", "--create", "tenantry/orders/default")
    assert invoke("rollout", "advance", "orders", "default").code == 0
    commit(config)
    git(config, "push", "--quiet", "origin", "HEAD")
    git(config, "switch", "--quiet", "main")
    git(config, "branch", "--quiet", "-D", "tenantry/orders/default")
    walk("reviewing-a-rollout.md", invoke)
    assert "hold:" in git(config, "show", "origin/hold-orders:integrations/orders/rollouts/default.yaml")


def test_wiring_up_ci(forge: Path, invoke: Run) -> None:
    walk("wiring-up-ci.md", invoke)
    assert "manifest.json" in git(forge, "ls-tree", "--name-only", "rendered").split()
