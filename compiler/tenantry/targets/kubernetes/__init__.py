"""Target: a CronJob, a ConfigMap and an ExternalSecret for each tenant, and kustomization files."""

from __future__ import annotations

from collections.abc import Iterator

from tenantry.model.artifact import Artifact
from tenantry.targets.cluster.check import LIMITS, check
from tenantry.targets.cluster.tree import index, tree
from tenantry.targets.kubernetes.objects import objects
from tenantry.targets.kubernetes.options import Options
from tenantry.targets.target import Target, Work, renders_apart

__all__ = ["TARGET"]


def _render(work: Work) -> Iterator[Artifact]:
    yield from tree(work, objects)


TARGET = Target(
    name="kubernetes",
    title="Kubernetes CronJobs, with External Secrets for credentials and kustomization files",
    options=Options,
    limits=LIMITS,
    check=check,
    render=_render,
    apart=renders_apart,
    common=index,
)
