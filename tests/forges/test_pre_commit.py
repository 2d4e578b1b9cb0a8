"""The hooks of this repository in the real pre-commit, which clones it and installs it as it does for everybody."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from support_act import ROOT
from support_git import commit, git
from support_machine import OFFLINE

pytestmark = pytest.mark.consumer

PROGRAM = ROOT / ".tools" / "pre-commit" / "bin" / "pre-commit"
PACKAGE = ("compiler", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", ".pre-commit-hooks.yaml")
NOT_ISOLATED = {"PIP_NO_BUILD_ISOLATION": "0"}
"""How pip spells, in its environment, that the build backend is the one that is there."""


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A git repository with what pre-commit takes from this one, and its commit."""
    folder = tmp_path_factory.mktemp("hooks")
    for name in PACKAGE:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    git(folder, "init", "--quiet")
    return folder, commit(folder)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps its environments."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def hooked(written: Path, hooks: tuple[Path, str]) -> Path:
    """A config repository that uses both hooks."""
    uses = f"{{repo: {hooks[0]}, rev: {hooks[1]}, hooks: [{{id: tenantry-validate}}, {{id: tenantry-schema}}]}}"
    (written / ".pre-commit-config.yaml").write_text(f"repos: [{uses}]\n")
    commit(written)
    return written


def ran(repository: Path, home: Path, *arguments: str) -> tuple[int, str]:
    """The exit code of pre-commit and what it said."""
    if not PROGRAM.exists():
        pytest.fail("needs pre-commit: run .ci/tools pre-commit")
    around = {**os.environ, **OFFLINE, **NOT_ISOLATED, "PRE_COMMIT_HOME": str(home)}
    command = [PROGRAM, "run", "--color", "never", *arguments]
    done = subprocess.run(command, cwd=repository, env=around, capture_output=True, text=True, timeout=300, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_good_repository_passes(hooked: Path, home: Path) -> None:
    code, said = ran(hooked, home, "--all-files")
    assert code == 0, said
    assert said.count("Passed") == 2


def test_a_mistake_stops_the_commit_with_its_place(hooked: Path, home: Path) -> None:
    tenant = hooked / "tenants" / "orders" / "acme.yaml"
    tenant.write_text("release: {channel: bata}\n")
    git(hooked, "add", "-A")
    code, said = ran(hooked, home)
    assert code == 1
    assert "tenants/orders/acme.yaml:1:20: error[TN302]" in said
    assert "(no files to check)Skipped" in said


def test_stale_schemas_stop_the_commit(hooked: Path, home: Path) -> None:
    (hooked / "schemas" / "tenantry.schema.json").write_text("{}\n")
    git(hooked, "add", "-A")
    code, said = ran(hooked, home)
    assert code == 1
    assert "is stale" in said


def test_other_files_start_no_hook(hooked: Path, home: Path) -> None:
    (hooked / "notes.md").write_text("none\n")
    git(hooked, "add", "-A")
    assert ran(hooked, home)[1].count("Skipped") == 2
