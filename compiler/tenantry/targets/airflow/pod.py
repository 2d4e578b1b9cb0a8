"""The pods of runs for KubernetesPodOperator, as data: what all have in common, and what each tenant's has."""

from __future__ import annotations

from typing import Any

from tenantry.model.resolved import Installation
from tenantry.targets.airflow.options import Options
from tenantry.targets.cluster.pod import inert, pod
from tenantry.targets.cluster.tenant import metadata_text
from tenantry.targets.target import Work


def base(work: Work) -> dict[str, Any]:
    """The pod that the program completes for each tenant."""
    options: Options = work.options
    spec = {"restartPolicy": "Never", "automountServiceAccountToken": False, **pod(work, files=False)}
    container = {
        "name": "sync",
        "resources": {"requests": dict(options.resources.requests), "limits": dict(options.resources.limits)},
        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
    }
    return {"namespace": options.namespace, "spec": spec, "container": container}


def own(work: Work, installation: Installation, name: str) -> dict[str, Any]:
    """What the pod of a tenant has of its own. Secrets are referred to: those of the store `kubernetes` one by one,
    those of other stores as the Secret `name`, whose keys are the variables' names (as target kubernetes has External
    Secrets make it). Kubernetes expands $(NAME) in commands and in variables, so both are written inert."""
    options: Options = work.options
    found: dict[str, Any] = {
        "image": installation.release.image or options.image,
        "run": inert(installation.release.run),
        "env": {variable: inert(value) for variable, value in installation.env.items()},
    }
    if work.settings.model.secrets.store == "kubernetes":
        found["secrets"] = {
            variable: {"name": reference.path, "key": reference.key}
            for variable, reference in installation.secrets.items()
        }
    elif installation.secrets:
        found["secret"] = name
    if installation.metadata:
        found["metadata"] = metadata_text(installation)
    return found
