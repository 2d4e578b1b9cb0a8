"""The pod of a run, as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from tenantry.model.resolved import Installation
from tenantry.targets.cluster.objects import files_name
from tenantry.targets.cluster.options import PodOptions
from tenantry.targets.target import Work

FILES: Final = "/etc/tenantry"
"""Where a tenant's files are mounted."""
SHELL: Final = "/bin/sh"
_TRIGGERS: Final = '[{"source":"cron","mode":"normal"}]'
_USER: Final = 65532
"""The `nonroot` user of distroless images; any other than root would do."""


def pod(work: Work, name: str, files: Mapping[str, str]) -> dict[str, Any]:
    """What a pod of Kubernetes and a workflow of Argo have in common."""
    options: PodOptions = work.options
    found: dict[str, Any] = {
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": _USER,
            "runAsGroup": _USER,
            "seccompProfile": {"type": "RuntimeDefault"},
        }
    }
    if options.service_account is not None:
        found["serviceAccountName"] = options.service_account
    if options.image_pull_secrets:
        found["imagePullSecrets"] = [{"name": secret} for secret in options.image_pull_secrets]
    if files:
        found["volumes"] = [{"name": "files", "configMap": {"name": files_name(name)}}]
    return found


def container(
    work: Work, installation: Installation, name: str, *, command: Sequence[str], files: Mapping[str, str]
) -> dict[str, Any]:
    """The container of a run. `command` is handed on as it is: see `inert`."""
    options: PodOptions = work.options
    env: list[dict[str, Any]] = [
        {"name": "PAN_CTX_RUN_MODE", "value": "normal"},
        {"name": "PAN_CTX_RUN_TRIGGERS", "value": _TRIGGERS},
    ]
    sources: list[dict[str, Any]] = [{"configMapRef": {"name": name}}]
    if installation.secrets and work.settings.model.secrets.store == "kubernetes":
        env += [
            {"name": variable, "valueFrom": {"secretKeyRef": {"name": reference.path, "key": reference.key}}}
            for variable, reference in installation.secrets.items()
        ]
    elif installation.secrets:
        sources.append({"secretRef": {"name": name}})
    if "metadata.json" in files:
        env.append({"name": "PAN_CTX_TENANT_METADATA_FILE", "value": f"{FILES}/metadata.json"})
    found: dict[str, Any] = {
        "image": installation.release.image or options.image,
        "command": list(command),
        "env": env,
        "envFrom": sources,
        "resources": {"requests": dict(options.resources.requests), "limits": dict(options.resources.limits)},
        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
    }
    if files:
        found["volumeMounts"] = [{"name": "files", "mountPath": FILES, "readOnly": True}]
    return found


def inert(command: str) -> str:
    """The command as Kubernetes hands it on unchanged: it expands $(NAME) and reads $$ as one $ in commands
    (https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/)."""
    return command.replace("$", "$$")
