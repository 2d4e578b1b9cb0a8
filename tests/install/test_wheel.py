"""The package as `pip install .` gives it: outside of the checkout, with nothing of the checkout in reach."""

from __future__ import annotations

import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from support_install import built, environment, run

pytestmark = pytest.mark.consumer
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed program, in an environment that has the requirements but not the checkout."""
    return environment(tmp_path_factory.mktemp("installed"), wheel)


def test_the_wheel_holds_the_compiler_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"tenantry"}
    assert "tenantry/py.typed" in names
    assert sum(name.startswith("tenantry/diagnostics/pages/TN") for name in names) > 100
    assert not [name for name in names if "__pycache__" in name or "test" in name]


def test_a_new_repository_validates_and_compiles(program: Path, tmp_path: Path) -> None:
    assert run(program, "--version", cwd=tmp_path).startswith("tenantry")
    run(program, "init", "config", cwd=tmp_path)
    config = tmp_path / "config"
    assert "no problems" in run(program, "validate", "--strict", cwd=config)
    run(program, "compile", cwd=config)
    run(program, "compile", "--check", cwd=config)
    run(program, "schema", "--check", cwd=config)
    assert (config / "build" / "manifest.json").is_file()


def test_pages_and_targets_are_there(program: Path, tmp_path: Path) -> None:
    assert "TN302" in run(program, "explain", "TN302", cwd=tmp_path)
    assert "kubernetes" in run(program, "targets", cwd=tmp_path)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_get_a_completion(program: Path, tmp_path: Path, shell: str) -> None:
    environment = {"PATH": os.environ["PATH"], "_TENANTRY_COMPLETE": f"{shell}_source"}
    done = subprocess.run([program], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "_TENANTRY_COMPLETE" in done.stdout
    words = {
        "COMP_WORDS": "tenantry va",
        "COMP_CWORD": "va" if shell == "fish" else "1",
        "_TENANTRY_COMPLETE": f"{shell}_complete",
    }
    done = subprocess.run(
        [program], env={**environment, **words}, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "validate" in done.stdout
