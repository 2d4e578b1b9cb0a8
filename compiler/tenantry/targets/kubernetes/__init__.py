"""Target: a CronJob, a ConfigMap and an ExternalSecret for each tenant, and kustomization files."""

from __future__ import annotations

from collections.abc import Iterator

from tenantry.model.artifact import Artifact
from tenantry.targets.cluster.check import check
from tenantry.targets.cluster.tree import tree
from tenantry.targets.kubernetes.objects import objects
from tenantry.targets.kubernetes.options import Options
from tenantry.targets.target import Target, Work

__all__ = ["TARGET"]


def _render(work: Work) -> Iterator[Artifact]:
    yield from tree(work, objects)


TARGET = Target(
    name="kubernetes",
    title="Kubernetes CronJobs, with External Secrets for credentials and kustomization files",
    options=Options,
    limits=(
        "Fixed times that a clock change skips are not run, those that come twice run twice (robfig/cron 3.0.1).",
        "`days: both` cannot be expressed: cron fires on either day.",
        "A release needs an image, or the option `image`.",
        "Secrets of the store `env` cannot be referred to; those of `kubernetes` are read from Secrets directly.",
        "A variable holds at most 128 KiB, all of a tenant 0.9 MiB; above 256 KiB apply them with --server-side.",
    ),
    check=check,
    render=_render,
)
