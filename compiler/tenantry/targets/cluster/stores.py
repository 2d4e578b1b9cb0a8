"""Stores of External Secrets: one for all tenants, or one for each, so that it logs in to the vault as that tenant
alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from tenantry.model.form import Filled, Text
from tenantry.model.resolved import Installation
from tenantry.targets.cluster.head import head
from tenantry.targets.cluster.options import PodOptions, TenantStores
from tenantry.targets.cluster.tenant import Tenant
from tenantry.targets.names import hashed
from tenantry.targets.target import Work

KIND: Final = "SecretStore"


def store_kind(options: PodOptions) -> str:
    """The kind of all stores that secrets come from."""
    return options.secret_store_kind if options.tenant_stores is None else KIND


def main_store(work: Work, tenant: Tenant) -> str:
    """The store that serves where nothing else is said."""
    options: PodOptions = work.options
    return options.secret_store if options.tenant_stores is None else store_of(work, tenant, _mounts(tenant)[0])


def store_of(work: Work, tenant: Tenant, mount: str) -> str:
    """The store of a mount. The tenant's own has its name for `secrets.mount`; for any other a hash besides."""
    options: PodOptions = work.options
    if options.tenant_stores is None:
        return options.secret_stores.get(mount, options.secret_store)
    if mount == work.settings.model.secrets.mount:
        return tenant.name
    return hashed(tenant.name, f"{tenant.installation.id}:{mount}", limit=63)


def _mounts(tenant: Tenant) -> list[str]:
    return sorted({reference.mount for reference in tenant.installation.secrets.values()})


def store_objects(work: Work, tenant: Tenant) -> Iterator[Filled]:
    """Where each tenant has stores: a service account, which the vault's role of the same name knows (target vault),
    and a store for each mount."""
    options: PodOptions = work.options
    if options.tenant_stores is None:
        return
    yield work.form(_service_account).of(tenant)
    for mount in _mounts(tenant):
        store = _Store(tenant.installation, store_of(work, tenant, mount), tenant.name, mount)
        yield work.form(_store).of(store)


class _Store(NamedTuple):
    """A tenant's store for a mount, its name, and the service account that it logs in with."""

    installation: Installation
    name: str
    account: str
    mount: str


def _service_account(work: Work) -> dict[str, Any]:
    return head(work) | {"apiVersion": "v1", "kind": "ServiceAccount", "automountServiceAccountToken": False}


def _store(work: Work) -> dict[str, Any]:
    provider = {"provider": {"vault": _vault(work, work.options.tenant_stores)}}
    return head(work) | {"apiVersion": "external-secrets.io/v1", "kind": KIND, "spec": provider}


def _vault(work: Work, options: TenantStores) -> dict[str, Any]:
    account: dict[str, Any] = {"name": Text("account")}
    if options.audience is not None:
        account["audiences"] = [options.audience]
    provider: dict[str, Any] = {"server": options.server or work.settings.model.secrets.address}
    if options.namespace is not None:
        provider["namespace"] = options.namespace
    provider |= {"path": Text("mount"), "version": "v2"}
    if options.ca_config_map is not None:
        provider["caProvider"] = {"type": "ConfigMap", "name": options.ca_config_map, "key": "ca.crt"}
    login = {"mountPath": options.auth_mount, "role": Text("account"), "serviceAccountRef": account}
    return {**provider, "auth": {"kubernetes": login}}
