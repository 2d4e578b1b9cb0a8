"""The sample and odd tenants rendered for one target."""

from __future__ import annotations

import shutil
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from support_compile import AS_OF, compile_base, shown
from tenantry.model.compiled import Compiled
from tenantry.pipeline import compile_snapshot
from tenantry.source import read_worktree

ROOT = Path(__file__).resolve().parent.parent


@lru_cache(maxsize=1)
def sample() -> Compiled:
    """This repository's own sample, compiled."""
    snapshot, found = read_worktree(ROOT)
    result = compile_snapshot(snapshot, as_of=AS_OF, found=found)
    assert not result.failed, shown(result)
    return result


def rendered(target: str, files: dict[str, str | None], options: str = "{}") -> Compiled:
    """The base repository with these files, rendered for a target; it must have no error."""
    result = compile_base({"tenantry.yaml": f"version: 1\ntargets: {{{target}: {options}}}\n", **files})
    assert not result.failed, shown(result)
    return result


def tool(name: str, package: str) -> str:
    """The path of a program, or a failure that names what to install."""
    found = shutil.which(name, path="/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin") or shutil.which(name)
    if found is None:
        pytest.fail(f"needs {name}: install {package}")
    return found


def write_tree(result: Compiled, folder: Path) -> Path:
    """The artifacts as files."""
    for artifact in result.artifacts:
        path = folder / artifact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(artifact.content)
    return folder


def objects(result: Compiled, target: str = "kubernetes") -> list[dict[str, Any]]:
    """Every Kubernetes object that a target rendered, kustomizations left out."""
    found: list[dict[str, Any]] = []
    for artifact in result.artifacts:
        if artifact.target == target and artifact.tenant is not None:
            found += yaml.safe_load_all(artifact.content)
    return found
