"""Artifacts of the target kubernetes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from tenantry.model.artifact import Artifact
from tenantry.model.resolved import Installation
from tenantry.targets.kubernetes.objects import objects
from tenantry.targets.names import hashed
from tenantry.targets.target import Work
from tenantry.targets.yaml_text import yaml_documents

NAME_LIMIT: Final = 52
"""A CronJob's name is at most 52 characters: the controller adds eleven to name its Jobs
(https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/)."""
_INDEX: Final = "kustomization"


def render(work: Work) -> Iterator[Artifact]:
    """A file for each tenant, and a kustomization for each folder."""
    for integration, installations in work.by_integration.items():
        files = []
        for installation in installations:
            file = _file(installation)
            files.append(file)
            content = yaml_documents(objects(work, installation, work.names.of(installation, limit=NAME_LIMIT)))
            path = f"kubernetes/{integration}/{file}"
            yield Artifact(path=path, content=content, target=work.target, tenant=installation.id)
        yield _kustomization(work, f"kubernetes/{integration}", sorted(files))
    yield _kustomization(work, "kubernetes", sorted(work.by_integration))


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
