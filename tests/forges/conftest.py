"""A config repository as `init` writes it, and the programs that run its workflows."""

from __future__ import annotations

from pathlib import Path

import pytest

from support_act import ROOT, Act
from support_git import commit, git
from support_install import built
from tenantry.scaffold import write_scaffold


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tool as a wheel."""
    folder = tmp_path_factory.mktemp("wheels")
    built(ROOT, folder)
    return folder


@pytest.fixture
def act(tmp_path: Path, wheels: Path) -> Act:
    """Runs workflows."""
    return Act(tmp_path / "act", wheels)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """What `init` writes, committed, with a bare remote called origin."""
    root = tmp_path / "tenants"
    write_scaffold(root)
    git(tmp_path, "init", "--quiet", "--bare", "remote.git")
    git(root, "init", "--quiet")
    git(root, "remote", "add", "origin", str(tmp_path / "remote.git"))
    commit(root)
    git(root, "push", "--quiet", "origin", "main")
    return root
