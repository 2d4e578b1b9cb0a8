"""The objects of one tenant beside the scheduler's own, as data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tenantry.model.resolved import Installation
from tenantry.targets.cluster.options import PodOptions
from tenantry.targets.cluster.stores import store_names, store_objects
from tenantry.targets.target import Work


def head(work: Work, installation: Installation, name: str) -> dict[str, Any]:
    """An object's head. Kind and version stand first: a mapping keeps the place of a key that is set again."""
    options: PodOptions = work.options
    metadata: dict[str, Any] = {"name": name}
    if options.namespace is not None:
        metadata["namespace"] = options.namespace
    metadata["labels"] = labels(work, installation)
    metadata["annotations"] = {
        "tenantry.io/tenant": installation.id,
        "tenantry.io/release": installation.release.version,
        "tenantry.io/schedule": installation.schedule.source,
    }
    return {"apiVersion": "", "kind": "", "metadata": metadata}


def labels(work: Work, installation: Installation) -> dict[str, str]:
    """Our names are labels by their grammar; labels of tenants may be any text, and stay in the runtime artifact."""
    found = {
        "app.kubernetes.io/managed-by": "tenantry",
        "app.kubernetes.io/part-of": installation.integration,
        "app.kubernetes.io/instance": installation.name,
    }
    repository = work.settings.model.name
    return found if repository is None else {**found, "tenantry.io/repository": repository}


def files_name(name: str) -> str:
    """The ConfigMap of a tenant's files. The dot keeps it apart from every name of ours, which have none."""
    return f"{name}.files"


def metadata_file(installation: Installation) -> dict[str, str]:
    """The tenant's metadata as a file, where there is any."""
    if not installation.metadata:
        return {}
    return {"metadata.json": json.dumps(dict(installation.metadata), ensure_ascii=False)}


def beside(work: Work, installation: Installation, name: str, *, files: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """ConfigMaps, and the ExternalSecret where there are secrets to fetch."""
    config_map = {"apiVersion": "v1", "kind": "ConfigMap"}
    yield head(work, installation, name) | config_map | {"data": dict(installation.env)}
    if files:
        yield head(work, installation, files_name(name)) | config_map | {"data": dict(files)}
    if installation.secrets and work.settings.model.secrets.store != "kubernetes":
        yield from store_objects(work, installation, name, head(work, installation, name))
        yield _external_secret(work, installation, name)


def _external_secret(work: Work, installation: Installation, name: str) -> dict[str, Any]:
    options: PodOptions = work.options
    stores, main, kind = store_names(work, installation, name)
    data = []
    for variable, reference in installation.secrets.items():
        entry: dict[str, Any] = {
            "secretKey": variable,
            "remoteRef": {"key": reference.path, "property": reference.key},
        }
        if stores[reference.mount] != main:
            entry["sourceRef"] = {"storeRef": {"name": stores[reference.mount], "kind": kind}}
        data.append(entry)
    return head(work, installation, name) | {
        "apiVersion": "external-secrets.io/v1",
        "kind": "ExternalSecret",
        "spec": {
            "refreshInterval": f"{options.refresh}s",
            "secretStoreRef": {"name": main, "kind": kind},
            "target": {"name": name, "creationPolicy": "Owner"},
            "data": data,
        },
    }
