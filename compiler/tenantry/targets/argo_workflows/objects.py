"""The objects of one tenant, as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from tenantry.model.resolved import Installation
from tenantry.targets.argo_workflows.options import Options
from tenantry.targets.cluster.objects import beside, head, labels, metadata_file
from tenantry.targets.cluster.pod import FILES, SHELL, container, inert, pod
from tenantry.targets.target import Work

_STEP: Final = "sync"
_TAG: Final = "{{"
"""What begins a template tag. Argo replaces tags all over a workflow, and its maintainers say that they cannot be
escaped (https://github.com/argoproj/argo-workflows/issues/8253), so that no text with one may get there."""
_SCRIPT: Final = "run"


def objects(work: Work, installation: Installation, name: str) -> Iterator[dict[str, Any]]:
    """ConfigMaps, the ExternalSecret where there are secrets to fetch, and the CronWorkflow."""
    files = metadata_file(installation)
    command: Sequence[str] = (SHELL, "-c", inert(installation.release.run))
    if _TAG in installation.release.run:
        files[_SCRIPT] = installation.release.run
        command = (SHELL, f"{FILES}/{_SCRIPT}")
    run = container(work, installation, name, command=command, files=files)
    workflow = {
        "entrypoint": _STEP,
        "activeDeadlineSeconds": installation.timeout_seconds,
        **_token(work.options),
        **pod(work, name, files),
        "podMetadata": {"labels": labels(work, installation)},
        "templates": [{"name": _STEP, "container": run}],
    }
    yield from beside(work, installation, name, files=files)
    yield head(work, installation, name) | {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "CronWorkflow",
        "spec": _spec(work, installation, workflow),
    }


def _spec(work: Work, installation: Installation, workflow: dict[str, Any]) -> dict[str, Any]:
    options: Options = work.options
    schedule = installation.schedule
    return {
        "schedules": list(schedule.meaning.cron),
        "timezone": schedule.timezone,
        "suspend": schedule.paused,
        "concurrencyPolicy": "Forbid",
        "startingDeadlineSeconds": options.starting_deadline,
        "successfulJobsHistoryLimit": options.keep_successful,
        "failedJobsHistoryLimit": options.keep_failed,
        "workflowMetadata": {"labels": labels(work, installation)},
        "workflowSpec": workflow,
    }


def _token(options: Options) -> dict[str, Any]:
    """A token for Argo's sidecar alone, where it has an account of its own."""
    if options.executor_service_account is None:
        return {}
    return {
        "automountServiceAccountToken": False,
        "executor": {"serviceAccountName": options.executor_service_account},
    }
