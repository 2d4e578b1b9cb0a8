"""The objects of one tenant, as forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from tenantry.model.form import Filled, Slot, Text
from tenantry.model.resolved import Installation
from tenantry.targets.argo_workflows.options import Options
from tenantry.targets.cluster.head import head, labels
from tenantry.targets.cluster.objects import beside
from tenantry.targets.cluster.pod import FILES, SHELL, container, inert, pod, tenant_of
from tenantry.targets.cluster.tenant import fetches, metadata_file
from tenantry.targets.target import Work

_STEP: Final = "sync"
_TAG: Final = "{{"
"""What begins a template tag. Argo replaces tags all over a workflow, and its maintainers say that they cannot be
escaped (https://github.com/argoproj/argo-workflows/issues/8253), so that no text with one may get there."""
_SCRIPT: Final = "run"


def objects(work: Work, installation: Installation, name: str) -> Iterator[Filled]:
    """ConfigMaps, the ExternalSecret where there are secrets to fetch, and the CronWorkflow."""
    files = metadata_file(installation)
    command: Sequence[str] = (SHELL, "-c", inert(installation.release.run))
    if _TAG in installation.release.run:
        files[_SCRIPT] = installation.release.run
        command = (SHELL, f"{FILES}/{_SCRIPT}")
    tenant = tenant_of(work, installation, name, command=command, files=files)
    yield from beside(work, tenant)
    yield work.form(_cron_workflow, bool(files), fetches(work, installation)).of(tenant)


def _cron_workflow(work: Work, files: bool, fetched: bool) -> dict[str, Any]:
    workflow = {
        "entrypoint": _STEP,
        "activeDeadlineSeconds": Slot("installation.timeout_seconds"),
        **_token(work.options),
        **pod(work, files=files),
        "podMetadata": {"labels": labels(work)},
        "templates": [{"name": _STEP, "container": container(work, files=files, fetched=fetched)}],
    }
    spec = _spec(work, workflow)
    return head(work) | {"apiVersion": "argoproj.io/v1alpha1", "kind": "CronWorkflow", "spec": spec}


def _spec(work: Work, workflow: dict[str, Any]) -> dict[str, Any]:
    options: Options = work.options
    return {
        "schedules": Slot("installation.schedule.meaning.cron"),
        "timezone": Text("installation.schedule.timezone"),
        "suspend": Slot("installation.schedule.paused"),
        "concurrencyPolicy": "Forbid",
        "startingDeadlineSeconds": options.starting_deadline,
        "successfulJobsHistoryLimit": options.keep_successful,
        "failedJobsHistoryLimit": options.keep_failed,
        "workflowMetadata": {"labels": labels(work)},
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
