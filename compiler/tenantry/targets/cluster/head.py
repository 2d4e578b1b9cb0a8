"""What every object of a tenant begins with, as the data of a form."""

from __future__ import annotations

from typing import Any

from tenantry.model.form import Slot, Text
from tenantry.targets.cluster.options import PodOptions
from tenantry.targets.cluster.tenant import NAME
from tenantry.targets.target import Work


def head(work: Work, name: Slot = NAME) -> dict[str, Any]:
    """An object's head. Kind and version stand first: a mapping keeps the place of a key that is set again."""
    options: PodOptions = work.options
    metadata: dict[str, Any] = {"name": name}
    if options.namespace is not None:
        metadata["namespace"] = options.namespace
    metadata["labels"] = labels(work)
    metadata["annotations"] = {
        "tenantry.io/tenant": Text("installation.id"),
        "tenantry.io/release": Text("installation.release.version"),
        "tenantry.io/schedule": Text("installation.schedule.source"),
    }
    return {"apiVersion": "", "kind": "", "metadata": metadata}


def labels(work: Work) -> dict[str, Any]:
    """Our names are labels by their grammar; labels of tenants may be any text, and stay in the runtime artifact."""
    found: dict[str, Any] = {
        "app.kubernetes.io/managed-by": "tenantry",
        "app.kubernetes.io/part-of": Text("installation.integration"),
        "app.kubernetes.io/instance": Text("installation.name"),
    }
    repository = work.settings.model.name
    return found if repository is None else {**found, "tenantry.io/repository": repository}
