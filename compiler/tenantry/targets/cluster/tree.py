"""The files of a target: one for each tenant, or each shard of an integration, and a kustomization for each folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Final

from tenantry.model.artifact import Artifact
from tenantry.model.form import Filled
from tenantry.model.resolved import Installation
from tenantry.targets.cluster.shards import EMPTY, by_shard
from tenantry.targets.names import hashed
from tenantry.targets.target import Work
from tenantry.targets.yaml_text import yaml_documents

NAME_LIMIT: Final = 52
"""Names of CronJobs and CronWorkflows are at most 52 characters: their controllers add eleven to name a run, and the
name of a run is the value of a label, at most 63
(https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/; Argo Workflows' validation says the same)."""
_INDEX: Final = "kustomization"

Objects = Callable[[Work, Installation, str], Iterator[Filled]]
"""All objects of one tenant, by the name that they share."""


def tree(work: Work, objects: Objects) -> Iterator[Artifact]:
    """Every artifact of a target that renders objects of Kubernetes, below a folder of its name."""
    of_folder = _shard_files if work.options.layout == "shard" else _tenant_files
    for integration, installations in work.by_integration.items():
        folder = f"{work.target}/{integration}"
        files = list(of_folder(work, objects, installations, folder))
        yield from files
        yield _kustomization(work, folder, sorted(file.path.rpartition("/")[2] for file in files))
    yield from index(work, list(work.by_integration))


def index(work: Work, integrations: Sequence[str]) -> Iterator[Artifact]:
    """What lists the folders of integrations."""
    yield _kustomization(work, work.target, sorted(integrations))


def _shard_files(
    work: Work, objects: Objects, installations: Sequence[Installation], folder: str
) -> Iterator[Artifact]:
    """A file for each shard, with all of its tenants; an empty one too, so that the kustomization lists the same files
    whoever comes and goes."""
    for shard, some in by_shard(installations, work.options.shards).items():
        path = f"{folder}/{shard}.yaml"
        parts = [_of_tenant(work, objects, each, path) for each in some]
        yield Artifact.joined(parts, path=path, target=work.target, empty=EMPTY)


def _tenant_files(
    work: Work, objects: Objects, installations: Sequence[Installation], folder: str
) -> Iterator[Artifact]:
    for installation in installations:
        yield _of_tenant(work, objects, installation, f"{folder}/{_file(installation)}")


def _of_tenant(work: Work, objects: Objects, installation: Installation, path: str) -> Artifact:
    content = partial(_content, work.around or work, objects, installation)
    return Artifact(path=path, content=content, target=work.target, tenant=installation.id)


def _content(work: Work, objects: Objects, installation: Installation) -> bytes:
    return yaml_documents(objects(work, installation, work.names.of(installation, limit=NAME_LIMIT)))


def _file(installation: Installation) -> str:
    """The tenant's name, but for one that is called as kustomize calls its own file."""
    name = installation.name
    return f"{hashed(name, installation.id, limit=63) if name == _INDEX else name}.yaml"


def _kustomization(work: Work, folder: str, resources: Sequence[str]) -> Artifact:
    content: dict[str, Any] = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": list(resources),
    }
    path = f"{folder}/{_INDEX}.yaml"
    return Artifact(path=path, content=yaml_documents([content]), target=work.target, tenant=None)
