"""Shards before the programs of Kubernetes: the same objects as from files of tenants, empty shards and all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from support_compile import artifact
from support_targets import definition, rendered, tenants_of, write_tree
from tenantry.model.compiled import Compiled

pytestmark = pytest.mark.consumer
TARGETS = ("argo-workflows", "kubernetes")
TENANTS = tenants_of(*(f"orders/t{number}" for number in range(12)), "other/shard-0001", "other/kustomization")
VERSIONS = ("1.33", "1.37")


def built(result: Compiled, folder: Path, target: str) -> list[dict[str, Any]]:
    """What kustomize makes of a target's tree, sorted."""
    root = write_tree(result, folder) / target
    command = [str(Path(sys.executable).parent / "kubectl"), "kustomize", root]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return sorted(yaml.safe_load_all(done.stdout), key=lambda each: (each["kind"], each["metadata"]["name"]))


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("shards", [1, 4, 64])
def test_kustomize_builds_the_same_objects_from_either_layout(target: str, shards: int, tmp_path: Path) -> None:
    alone = built(rendered(target, TENANTS), tmp_path / "tenant", target)
    shared = built(rendered(target, TENANTS, f"{{layout: shard, shards: {shards}}}"), tmp_path / "shard", target)
    assert shared == alone
    assert len(shared) == 3 * 16


def test_kustomize_sees_an_object_that_stands_in_two_shards(tmp_path: Path) -> None:
    result = rendered("kubernetes", TENANTS, "{layout: shard, shards: 2}")
    folder = write_tree(result, tmp_path) / "kubernetes" / "orders"
    (folder / "shard-0001.yaml").write_bytes((folder / "shard-0000.yaml").read_bytes())
    command = [Path(sys.executable).parent / "kubectl", "kustomize", folder]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "may not add resource with an already registered id" in done.stderr


def shard(target: str) -> bytes:
    return artifact(rendered(target, TENANTS, "{layout: shard, shards: 1}"), f"{target}/orders/shard-0000.yaml")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_shard_passes_the_strict_schemas_of_kubernetes(version: str, tmp_path: Path) -> None:
    core = [each for each in yaml.safe_load_all(shard("kubernetes")) if each["kind"] != "ExternalSecret"]
    assert len(core) == 2 * 14
    file = tmp_path / "shard.yaml"
    file.write_text(yaml.safe_dump_all(core))
    command = [Path(sys.executable).parent / "kubernetes-validate", "-k", version, "--strict", file]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_shard_passes_the_definition_of_argo(corpora: Path) -> None:
    schema = definition(corpora, "argoproj.io_cronworkflows")
    found = [each for each in yaml.safe_load_all(shard("argo-workflows")) if each["kind"] == "CronWorkflow"]
    assert len(found) == 14
    for each in found:
        jsonschema.validate(each, schema)
