"""The Kubernetes objects of one tenant, as data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tenantry.model.resolved import Installation
from tenantry.targets.cluster.objects import beside, head, labels, metadata_file
from tenantry.targets.cluster.pod import SHELL, container, inert, pod
from tenantry.targets.kubernetes.options import Options
from tenantry.targets.target import Work


def objects(work: Work, installation: Installation, name: str) -> Iterator[dict[str, Any]]:
    """ConfigMaps, the ExternalSecret where there are secrets to fetch, and the CronJob."""
    files = metadata_file(installation)
    command = (SHELL, "-c", inert(installation.release.run))
    run = container(work, installation, name, command=command, files=files)
    template = {
        "metadata": {"labels": labels(work, installation)},
        "spec": {
            "restartPolicy": "Never",
            "automountServiceAccountToken": False,
            **pod(work, name, files),
            "containers": [{"name": "sync", **run}],
        },
    }
    yield from beside(work, installation, name, files=files)
    yield head(work, installation, name) | {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "spec": _spec(work.options, installation, template),
    }


def _spec(options: Options, installation: Installation, template: dict[str, Any]) -> dict[str, Any]:
    schedule = installation.schedule
    return {
        "schedule": schedule.meaning.cron[0],
        "timeZone": schedule.timezone,
        "suspend": schedule.paused,
        "concurrencyPolicy": "Forbid",
        "startingDeadlineSeconds": options.starting_deadline,
        "successfulJobsHistoryLimit": options.keep_successful,
        "failedJobsHistoryLimit": options.keep_failed,
        "jobTemplate": {
            "spec": {
                "activeDeadlineSeconds": installation.timeout_seconds,
                "backoffLimit": 0,
                "template": template,
            }
        },
    }
