"""The sample and odd tenants rendered for one target."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from support_compile import AS_OF, base_files, compile_base, shown
from tenantry.model.compiled import Compiled
from tenantry.model.resolved import Installation
from tenantry.pipeline import compile_snapshot
from tenantry.source import read_worktree
from tenantry.targets import Work, all_targets
from tenantry.targets.names import Names

ROOT = Path(__file__).resolve().parent.parent


@cache
def sample(*only: str) -> Compiled:
    """This repository's own sample, compiled for the targets that it chooses, or for these."""
    snapshot, found = read_worktree(ROOT)
    result = compile_snapshot(snapshot, as_of=AS_OF, found=found, only=only)
    assert not result.failed, shown(result)
    return result


def rendered(target: str, files: dict[str, str | None], options: str = "{}") -> Compiled:
    """The base repository with these files, rendered for a target; it must have no error."""
    result = compile_base({"tenantry.yaml": f"version: 1\ntargets: {{{target}: {options}}}\n", **files})
    assert not result.failed, shown(result)
    return result


def tenants_of(*tenants: str) -> dict[str, str | None]:
    """Files that add tenants by id to the base repository, with integrations like `orders` where they are of others."""
    base = base_files()
    files: dict[str, str | None] = {}
    for tenant in tenants:
        integration = tenant.partition("/")[0]
        for path, content in base.items():
            if path.startswith("integrations/orders/"):
                files[path.replace("/orders/", f"/{integration}/", 1)] = content.decode()
        files[f"tenants/{tenant}.yaml"] = "paused: false\n"
    return files


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


def work(target: str, installation: Installation, options: Mapping[str, object] | None = None) -> Work:
    """One installation for a target, in the base repository."""
    declarations = compile_base({}).declarations
    assert declarations is not None
    model = next(each.options for each in all_targets() if each.name == target)
    return Work(
        target=target,
        installations=[installation],
        options=model(**options or {}),
        settings=declarations.settings,
        names=Names({installation.integration}),
    )


def definition(corpora: Path, name: str) -> dict[str, Any]:
    """The schema of a custom resource, closed by hand: published ones let unknown fields pass."""
    content = (corpora / "crds" / f"{name}.yaml").read_bytes()
    schema: dict[str, Any] = _closed(yaml.load(content, yaml.CSafeLoader)["spec"]["versions"][0]["schema"])
    schema["openAPIV3Schema"]["properties"]["metadata"] = {"type": "object"}
    found: dict[str, Any] = schema["openAPIV3Schema"]
    return found


def _closed(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _closed(value) for key, value in schema.items()}
    if "properties" in found and "additionalProperties" not in found:
        found["additionalProperties"] = False
    return found
