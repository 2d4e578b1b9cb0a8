"""Target: a CronWorkflow, a ConfigMap and an ExternalSecret for each tenant, and kustomization files."""

from __future__ import annotations

from collections.abc import Iterator

from tenantry.model.artifact import Artifact
from tenantry.targets.argo_workflows.objects import objects
from tenantry.targets.argo_workflows.options import Options
from tenantry.targets.cluster.check import LIMITS, check
from tenantry.targets.cluster.tree import index, tree
from tenantry.targets.target import Target, Work, renders_apart

__all__ = ["TARGET"]


def _render(work: Work) -> Iterator[Artifact]:
    yield from tree(work, objects)


TARGET = Target(
    name="argo-workflows",
    title="Argo CronWorkflows, with External Secrets for credentials and kustomization files",
    options=Options,
    limits=(
        "Needs Argo Workflows 3.6 or newer, which reads `schedules`.",
        *LIMITS,
        "A command that holds `{{` is run from a mounted file: Argo would read it as a template, and knows no escape.",
        "A run can use the token that Argo's sidecar reports with, unless `executor_service_account` is set.",
    ),
    check=check,
    render=_render,
    apart=renders_apart,
    common=index,
)
