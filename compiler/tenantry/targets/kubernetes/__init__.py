"""Target: a CronJob, a ConfigMap and an ExternalSecret for each tenant, and kustomization files."""

from tenantry.targets.kubernetes.check import check
from tenantry.targets.kubernetes.options import Options
from tenantry.targets.kubernetes.render import render
from tenantry.targets.target import Target

__all__ = ["TARGET"]

TARGET = Target(
    name="kubernetes",
    title="Kubernetes CronJobs, with External Secrets for credentials and kustomization files",
    options=Options,
    limits=(
        "Fixed times that a clock change skips are not run, those that come twice run twice (robfig/cron 3.0.1).",
        "`days: both` cannot be expressed: cron fires on either day.",
        "A release needs an image, or the option `image`.",
        "Secrets of the store `env` cannot be referred to; those of `kubernetes` are read from Secrets directly.",
    ),
    check=check,
    render=render,
)
