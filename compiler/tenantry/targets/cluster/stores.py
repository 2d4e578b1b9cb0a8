"""A SecretStore of External Secrets for each tenant, so that it logs in to the vault as that tenant alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tenantry.model.resolved import Installation
from tenantry.targets.cluster.options import PodOptions, TenantStores
from tenantry.targets.names import hashed
from tenantry.targets.target import Work

KIND = "SecretStore"
Head = Mapping[str, Any]


def store_names(work: Work, installation: Installation, name: str) -> tuple[Mapping[str, str], str, str]:
    """The stores by mount, the one that serves where nothing else is said, and their kind."""
    options: PodOptions = work.options
    if options.tenant_stores is not None:
        own = _tenant_stores(work, installation, name)
        return own, next(iter(own.values())), KIND
    stores = {work.settings.model.secrets.mount: options.secret_store, **options.secret_stores}
    return stores, options.secret_store, options.secret_store_kind


def _tenant_stores(work: Work, installation: Installation, name: str) -> dict[str, str]:
    """The tenant's own, by mount. That of `secrets.mount` has the tenant's name; any other a hash besides."""
    mounts = {reference.mount for reference in installation.secrets.values()}
    usual = work.settings.model.secrets.mount
    return {
        mount: name if mount == usual else hashed(name, f"{installation.id}:{mount}", limit=63)
        for mount in sorted(mounts)
    }


def store_objects(work: Work, installation: Installation, name: str, head: Head) -> Iterator[dict[str, Any]]:
    """A service account, which the vault's role of the same name knows (target vault), and a store for each mount.

    `head` is what every object of the tenant begins with.
    """
    options: PodOptions = work.options
    if options.tenant_stores is None:
        return
    yield {**head, "apiVersion": "v1", "kind": "ServiceAccount", "automountServiceAccountToken": False}
    for mount, store in _tenant_stores(work, installation, name).items():
        yield {
            **head,
            "apiVersion": "external-secrets.io/v1",
            "kind": KIND,
            "metadata": {**head["metadata"], "name": store},
            "spec": {"provider": {"vault": _vault(work, options.tenant_stores, name, mount)}},
        }


def _vault(work: Work, options: TenantStores, name: str, mount: str) -> dict[str, Any]:
    account: dict[str, Any] = {"name": name}
    if options.audience is not None:
        account["audiences"] = [options.audience]
    provider: dict[str, Any] = {"server": options.server or work.settings.model.secrets.address}
    if options.namespace is not None:
        provider["namespace"] = options.namespace
    provider |= {"path": mount, "version": "v2"}
    if options.ca_config_map is not None:
        provider["caProvider"] = {"type": "ConfigMap", "name": options.ca_config_map, "key": "ca.crt"}
    login = {"mountPath": options.auth_mount, "role": name, "serviceAccountRef": account}
    return {**provider, "auth": {"kubernetes": login}}
