"""The objects of one tenant beside the scheduler's own, as forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from tenantry.model.form import Filled, Slot, Text
from tenantry.model.resolved import Installation
from tenantry.targets.cluster.head import head
from tenantry.targets.cluster.options import PodOptions
from tenantry.targets.cluster.stores import main_store, store_kind, store_objects, store_of
from tenantry.targets.cluster.tenant import FILES_NAME, NAME, Secret, Tenant, fetches
from tenantry.targets.target import Work


def beside(work: Work, tenant: Tenant) -> Iterator[Filled]:
    """ConfigMaps, and the ExternalSecret where there are secrets to fetch."""
    yield work.form(_variables).of(tenant)
    if tenant.files:
        yield work.form(_files).of(tenant)
    if fetches(work, tenant.installation):
        yield from store_objects(work, tenant)
        yield work.form(_external_secret).of(_fetched(work, tenant))


def _variables(work: Work) -> dict[str, Any]:
    return head(work) | {"apiVersion": "v1", "kind": "ConfigMap", "data": Slot("installation.env")}


def _files(work: Work) -> dict[str, Any]:
    return head(work, FILES_NAME) | {"apiVersion": "v1", "kind": "ConfigMap", "data": Slot("files")}


class _Fetched(NamedTuple):
    """A tenant, the store that most of its secrets come from, and all of them."""

    installation: Installation
    name: str
    store: str
    secrets: Sequence[Filled]


def _external_secret(work: Work) -> dict[str, Any]:
    options: PodOptions = work.options
    return head(work) | {
        "apiVersion": "external-secrets.io/v1",
        "kind": "ExternalSecret",
        "spec": {
            "refreshInterval": f"{options.refresh}s",
            "secretStoreRef": {"name": Text("store"), "kind": store_kind(options)},
            "target": {"name": NAME, "creationPolicy": "Owner"},
            "data": Slot("secrets"),
        },
    }


def _fetched(work: Work, tenant: Tenant) -> _Fetched:
    main, usual = main_store(work, tenant), work.form(_secret)
    secrets = []
    for variable, reference in tenant.installation.secrets.items():
        store = store_of(work, tenant, reference.mount)
        form = usual if store == main else work.form(_secret_elsewhere)
        secrets.append(form.of(Secret(variable, reference, store)))
    return _Fetched(tenant.installation, tenant.name, main, secrets)


def _secret(work: Work) -> dict[str, Any]:
    del work
    return {
        "secretKey": Text("variable"),
        "remoteRef": {"key": Text("reference.path"), "property": Text("reference.key")},
    }


def _secret_elsewhere(work: Work) -> dict[str, Any]:
    return _secret(work) | {"sourceRef": {"storeRef": {"name": Text("store"), "kind": store_kind(work.options)}}}
