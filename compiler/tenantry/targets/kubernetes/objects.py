"""The Kubernetes objects of one tenant, as data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from tenantry.model.resolved import Installation
from tenantry.targets.kubernetes.options import Options
from tenantry.targets.target import Work

_METADATA_FILE: Final = "/etc/tenantry/metadata.json"
_TRIGGERS: Final = '[{"source":"cron","mode":"normal"}]'
_USER: Final = 65532
"""The `nonroot` user of distroless images; any other than root would do."""


def objects(work: Work, installation: Installation, name: str) -> Iterator[dict[str, Any]]:
    """ConfigMaps, the ExternalSecret where there are secrets to fetch, and the CronJob."""
    yield _object(work, installation, name) | {"apiVersion": "v1", "kind": "ConfigMap", "data": dict(installation.env)}
    if installation.metadata:
        content = json.dumps(dict(installation.metadata), ensure_ascii=False)
        head = _object(work, installation, f"{name}-metadata")
        yield head | {"apiVersion": "v1", "kind": "ConfigMap", "data": {"metadata.json": content}}
    if installation.secrets and work.settings.model.secrets.store != "kubernetes":
        yield _external_secret(work, installation, name)
    yield _cron_job(work, installation, name)


def _object(work: Work, installation: Installation, name: str) -> dict[str, Any]:
    """Kind and version come first in the file, but a mapping keeps the place of a key that is set again."""
    options: Options = work.options
    metadata: dict[str, Any] = {"name": name}
    if options.namespace is not None:
        metadata["namespace"] = options.namespace
    metadata["labels"] = _labels(installation)
    metadata["annotations"] = {
        "tenantry.io/tenant": installation.id,
        "tenantry.io/release": installation.release.version,
        "tenantry.io/schedule": installation.schedule.source,
    }
    return {"apiVersion": "", "kind": "", "metadata": metadata}


def _labels(installation: Installation) -> dict[str, str]:
    """Our names are labels by their grammar; labels of tenants may be any text, and stay in the runtime artifact."""
    return {
        "app.kubernetes.io/managed-by": "tenantry",
        "app.kubernetes.io/part-of": installation.integration,
        "app.kubernetes.io/instance": installation.name,
    }


def _external_secret(work: Work, installation: Installation, name: str) -> dict[str, Any]:
    options: Options = work.options
    stores = {work.settings.model.secrets.mount: options.secret_store, **options.secret_stores}
    data = []
    for variable, reference in installation.secrets.items():
        entry: dict[str, Any] = {
            "secretKey": variable,
            "remoteRef": {"key": reference.path, "property": reference.key},
        }
        if stores[reference.mount] != options.secret_store:
            store = {"name": stores[reference.mount], "kind": options.secret_store_kind}
            entry["sourceRef"] = {"storeRef": store}
        data.append(entry)
    return _object(work, installation, name) | {
        "apiVersion": "external-secrets.io/v1",
        "kind": "ExternalSecret",
        "spec": {
            "refreshInterval": f"{options.refresh}s",
            "secretStoreRef": {"name": options.secret_store, "kind": options.secret_store_kind},
            "target": {"name": name, "creationPolicy": "Owner"},
            "data": data,
        },
    }


def _cron_job(work: Work, installation: Installation, name: str) -> dict[str, Any]:
    options: Options = work.options
    schedule = installation.schedule
    return _object(work, installation, name) | {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "spec": {
            "schedule": schedule.meaning.cron[0],
            "timeZone": schedule.timezone,
            "suspend": schedule.paused,
            "concurrencyPolicy": "Forbid",
            "startingDeadlineSeconds": options.starting_deadline,
            "successfulJobsHistoryLimit": 1,
            "failedJobsHistoryLimit": 3,
            "jobTemplate": {
                "spec": {
                    "activeDeadlineSeconds": installation.timeout_seconds,
                    "backoffLimit": 0,
                    "template": {"metadata": {"labels": _labels(installation)}, "spec": _pod(work, installation, name)},
                }
            },
        },
    }


def _pod(work: Work, installation: Installation, name: str) -> dict[str, Any]:
    options: Options = work.options
    pod: dict[str, Any] = {
        "restartPolicy": "Never",
        "automountServiceAccountToken": False,
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": _USER,
            "runAsGroup": _USER,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containers": [_container(work, installation, name)],
    }
    if options.service_account is not None:
        pod["serviceAccountName"] = options.service_account
    if options.image_pull_secrets:
        pod["imagePullSecrets"] = [{"name": secret} for secret in options.image_pull_secrets]
    if installation.metadata:
        pod["volumes"] = [{"name": "metadata", "configMap": {"name": f"{name}-metadata"}}]
    return pod


def _container(work: Work, installation: Installation, name: str) -> dict[str, Any]:
    options: Options = work.options
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
    container: dict[str, Any] = {
        "name": "sync",
        "image": installation.release.image or options.image,
        "command": ["/bin/sh", "-c", inert(installation.release.run)],
        "env": env,
        "envFrom": sources,
        "resources": {"requests": dict(options.resources.requests), "limits": dict(options.resources.limits)},
        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
    }
    if installation.metadata:
        container["env"].append({"name": "PAN_CTX_TENANT_METADATA_FILE", "value": _METADATA_FILE})
        container["volumeMounts"] = [
            {"name": "metadata", "mountPath": _METADATA_FILE.rpartition("/")[0], "readOnly": True}
        ]
    return container


def inert(command: str) -> str:
    """The command as Kubernetes hands it on unchanged: it expands $(NAME) and reads $$ as one $ in commands
    (https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/)."""
    return command.replace("$", "$$")
