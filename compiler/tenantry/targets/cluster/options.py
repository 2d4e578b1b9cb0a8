"""Options of every target that runs tenants as pods."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from tenantry.model.declared import Image, Strict
from tenantry.model.declared.base import Address, Seconds, Text, problem
from tenantry.targets.cluster.shards import MOST

_LOOKS_EVERY: Final = 10
"""Seconds between two looks of the CronJob controller and of Argo's: a shorter deadline may miss every start
(https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/, CRON_SYNC_PERIOD of Argo Workflows)."""
_QUANTITY: Final = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,9})?)(m|k|Ki|[MGTP]i?)?")
_FACTORS: Final = {"m": Decimal("0.001"), "k": Decimal(1000), "Ki": Decimal(1024)} | {
    f"{letter}{binary}": Decimal(1024 if binary else 1000) ** power
    for power, letter in enumerate("MGTP", start=2)
    for binary in ("", "i")
}
_RESOURCE: Final = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?"
)


def _object_name(text: str) -> str:
    """A DNS label (RFC 1123), which every name of an object may be."""
    if not re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", text):
        raise problem(
            "is not the name of a Kubernetes object", "lower-case letters, digits and inner hyphens, at most 63"
        )
    return text


def _resource(text: str) -> str:
    if not _RESOURCE.fullmatch(text):
        raise problem("is not the name of a resource", "as in cpu, memory or nvidia.com/gpu")
    return text


def _quantity(text: str) -> str:
    if not _QUANTITY.fullmatch(text):
        raise problem("is not an amount of a resource", "a number and a unit, as in 50m, 0.5, 128Mi or 2G")
    return text


def _deadline(seconds: int) -> int:
    if seconds < _LOOKS_EVERY:
        raise problem("is too short", "at least 10s: controllers look for due starts every ten seconds")
    return seconds


def amount(quantity: str) -> Decimal:
    """What a checked quantity comes to, in units of its resource."""
    found = _QUANTITY.fullmatch(quantity)
    if found is None:
        raise ValueError("not a quantity")
    return Decimal(found[1]) * _FACTORS.get(found[2] or "", Decimal(1))


ObjectName = Annotated[str, AfterValidator(_object_name)]
ResourceName = Annotated[str, AfterValidator(_resource)]
Quantity = Annotated[str, AfterValidator(_quantity)]
Kept = Annotated[int, Field(ge=0, le=1000)]


class Resources(Strict):
    """What a run asks for and may take at most."""

    requests: dict[ResourceName, Quantity] = Field(
        default={"cpu": "50m", "memory": "128Mi"}, description="What is set aside."
    )
    limits: dict[ResourceName, Quantity] = Field(default={"memory": "512Mi"}, description="What is never exceeded.")

    @model_validator(mode="after")
    def _within(self) -> Self:
        for name, limit in self.limits.items():
            if name in self.requests and amount(self.requests[name]) > amount(limit):
                raise problem("asks for more than its limit", "raise the limit or lower the request", at="requests")
        return self


class TenantStores(Strict):
    """A SecretStore and a service account for each tenant, in place of one store for all."""

    auth_mount: Text = Field(default="kubernetes", description="Where the vault's auth method is mounted.")
    server: Address | None = Field(default=None, description="The vault's address. Default: `secrets.address`.")
    namespace: Text | None = Field(default=None, description="The vault's namespace.")
    audience: Text | None = Field(default=None, description="The audience that the vault's roles ask for.")
    ca_config_map: ObjectName | None = Field(
        default=None, description="The ConfigMap whose `ca.crt` signed the vault's certificate."
    )


class PodOptions(Strict):
    """How the pods of tenants and what they need are rendered."""

    namespace: ObjectName | None = Field(
        default=None, description="Namespace of all objects. Default: that of the context."
    )
    image: Image | None = Field(default=None, description="Image of releases that have none of their own, by digest.")
    service_account: ObjectName | None = Field(default=None, description="Service account of the pods.")
    image_pull_secrets: list[ObjectName] = Field(default=[], description="Secrets that images are pulled with.")
    secret_store: ObjectName = Field(default="tenantry", description="The External Secrets store. Default: tenantry.")
    secret_store_kind: Literal["SecretStore", "ClusterSecretStore"] = Field(
        default="ClusterSecretStore", description="Its kind. Default: ClusterSecretStore."
    )
    secret_stores: dict[Text, ObjectName] = Field(
        default={}, description="Stores of other mounts: {mount: store}; `secret_store` serves `secrets.mount`."
    )
    tenant_stores: TenantStores | None = Field(
        default=None, description="A SecretStore for each tenant, which logs in by the tenant's own role."
    )
    refresh: Seconds = Field(
        default="1h", validate_default=True, description="How often secrets are read anew. Default: 1h."
    )
    starting_deadline: Annotated[Seconds, AfterValidator(_deadline)] = Field(
        default="5m",
        validate_default=True,
        description="How late a missed start may be made up for, at least 10s. Default: 5m.",
    )
    keep_successful: Kept = Field(default=1, description="How many successful runs are kept. Default: 1.")
    keep_failed: Kept = Field(default=3, description="How many failed runs are kept. Default: 3.")
    resources: Resources = Field(default=Resources(), description="What a run asks for and may take at most.")
    layout: Literal["tenant", "shard"] = Field(
        default="tenant",
        description="A file for each tenant, or for each shard of an integration, which many tenants share. "
        "Default: tenant.",
    )
    shards: Annotated[int, Field(ge=1, le=MOST)] = Field(
        default=16,
        description=f"With `layout: shard`, how many files an integration has, from 1 to {MOST}. Default: 16.",
    )

    @model_validator(mode="after")
    def _sharded(self) -> Self:
        if "shards" in self.model_fields_set and self.layout != "shard":
            raise problem("says how many shards there are, and there are none", "add `layout: shard`", at="shards")
        return self
