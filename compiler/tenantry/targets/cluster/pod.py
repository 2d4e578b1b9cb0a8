"""The pod of a run, as data of forms, and the tenants that these are filled in with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from tenantry.model.form import Filled, Form, Slot, Text
from tenantry.model.resolved import Installation
from tenantry.targets.cluster.options import PodOptions
from tenantry.targets.cluster.tenant import FILES_NAME, METADATA, NAME, Secret, Tenant, fetches
from tenantry.targets.target import Work

FILES: Final = "/etc/tenantry"
"""Where a tenant's files are mounted."""
SHELL: Final = "/bin/sh"
_RUN: Final = (
    Form({"name": "PAN_CTX_RUN_MODE", "value": "normal"}).of(None),
    Form({"name": "PAN_CTX_RUN_TRIGGERS", "value": '[{"source":"cron","mode":"normal"}]'}).of(None),
)
_METADATA_FILE: Final = Form({"name": "PAN_CTX_TENANT_METADATA_FILE", "value": f"{FILES}/{METADATA}"}).of(None)
_REFERENCE: Final = Form(
    {
        "name": Text("variable"),
        "valueFrom": {"secretKeyRef": {"name": Text("reference.path"), "key": Text("reference.key")}},
    }
)
_USER: Final = 65532
"""The `nonroot` user of distroless images; any other than root would do."""


def pod(work: Work, *, files: bool) -> dict[str, Any]:
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
        found["volumes"] = [{"name": "files", "configMap": {"name": FILES_NAME}}]
    return found


def container(work: Work, *, files: bool, fetched: bool) -> dict[str, Any]:
    """The container of a run, of a tenant that has files, and a Secret of its own."""
    options: PodOptions = work.options
    sources = [{"configMapRef": {"name": NAME}}, {"secretRef": {"name": NAME}}]
    found: dict[str, Any] = {
        "image": Text("image"),
        "command": Slot("command"),
        "env": Slot("env"),
        "envFrom": sources if fetched else sources[:1],
        "resources": {"requests": dict(options.resources.requests), "limits": dict(options.resources.limits)},
        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
    }
    if files:
        found["volumeMounts"] = [{"name": "files", "mountPath": FILES, "readOnly": True}]
    return found


def tenant_of(
    work: Work, installation: Installation, name: str, *, command: Sequence[str], files: Mapping[str, str]
) -> Tenant:
    """A tenant with what its container has. `command` is handed on as it is: see `inert`."""
    options: PodOptions = work.options
    return Tenant(
        installation=installation,
        name=name,
        files=files,
        image=installation.release.image or options.image,
        command=command,
        env=list(_env(work, installation, files)),
    )


def _env(work: Work, installation: Installation, files: Mapping[str, str]) -> Iterator[Filled]:
    yield from _RUN
    if not fetches(work, installation):
        for variable, reference in installation.secrets.items():
            yield _REFERENCE.of(Secret(variable, reference))
    if METADATA in files:
        yield _METADATA_FILE


def inert(command: str) -> str:
    """The command as Kubernetes hands it on unchanged: it expands $(NAME) and reads $$ as one $ in commands
    (https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/)."""
    return command.replace("$", "$$")
