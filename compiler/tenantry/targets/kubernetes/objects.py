"""The Kubernetes objects of one tenant, as forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tenantry.model.form import Filled, Slot, Text
from tenantry.model.resolved import Installation
from tenantry.targets.cluster.head import head, labels
from tenantry.targets.cluster.objects import beside
from tenantry.targets.cluster.pod import SHELL, container, inert, pod, tenant_of
from tenantry.targets.cluster.tenant import fetches, metadata_file
from tenantry.targets.kubernetes.options import Options
from tenantry.targets.target import Work


def objects(work: Work, installation: Installation, name: str) -> Iterator[Filled]:
    """ConfigMaps, the ExternalSecret where there are secrets to fetch, and the CronJob."""
    command = (SHELL, "-c", inert(installation.release.run))
    tenant = tenant_of(work, installation, name, command=command, files=metadata_file(installation))
    yield from beside(work, tenant)
    yield work.form(_cron_job, bool(tenant.files), fetches(work, installation)).of(tenant)


def _cron_job(work: Work, files: bool, fetched: bool) -> dict[str, Any]:
    template = {
        "metadata": {"labels": labels(work)},
        "spec": {
            "restartPolicy": "Never",
            "automountServiceAccountToken": False,
            **pod(work, files=files),
            "containers": [{"name": "sync", **container(work, files=files, fetched=fetched)}],
        },
    }
    return head(work) | {"apiVersion": "batch/v1", "kind": "CronJob", "spec": _spec(work.options, template)}


def _spec(options: Options, template: dict[str, Any]) -> dict[str, Any]:
    return {
        "schedule": Text("cron"),
        "timeZone": Text("installation.schedule.timezone"),
        "suspend": Slot("installation.schedule.paused"),
        "concurrencyPolicy": "Forbid",
        "startingDeadlineSeconds": options.starting_deadline,
        "successfulJobsHistoryLimit": options.keep_successful,
        "failedJobsHistoryLimit": options.keep_failed,
        "jobTemplate": {
            "spec": {
                "activeDeadlineSeconds": Slot("installation.timeout_seconds"),
                "backoffLimit": 0,
                "template": template,
            }
        },
    }
