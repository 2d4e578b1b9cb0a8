"""Options of the target kubernetes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from tenantry.model.declared import Strict
from tenantry.model.declared.base import Seconds, Text, problem


def _object_name(text: str) -> str:
    """A DNS label (RFC 1123), which every name of an object may be."""
    import re  # noqa: PLC0415

    if not re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", text):
        raise problem(
            "is not the name of a Kubernetes object", "lower-case letters, digits and inner hyphens, at most 63"
        )
    return text


ObjectName = Annotated[str, AfterValidator(_object_name)]


class Resources(Strict):
    """What a run asks for and may take at most."""

    requests: dict[Text, Text] = Field(default={"cpu": "50m", "memory": "128Mi"}, description="What is set aside.")
    limits: dict[Text, Text] = Field(default={"memory": "512Mi"}, description="What is never exceeded.")


class Options(Strict):
    """How tenants are rendered for Kubernetes."""

    namespace: ObjectName | None = Field(
        default=None, description="Namespace of all objects. Default: that of the context."
    )
    image: Text | None = Field(default=None, description="Image of releases that have none of their own, by digest.")
    service_account: ObjectName | None = Field(default=None, description="Service account of the pods.")
    image_pull_secrets: list[ObjectName] = Field(default=[], description="Secrets that images are pulled with.")
    secret_store: ObjectName = Field(default="tenantry", description="The External Secrets store. Default: tenantry.")
    secret_store_kind: Literal["SecretStore", "ClusterSecretStore"] = Field(
        default="ClusterSecretStore", description="Its kind. Default: ClusterSecretStore."
    )
    secret_stores: dict[Text, ObjectName] = Field(
        default={}, description="Stores of other mounts: {mount: store}; `secret_store` serves `secrets.mount`."
    )
    refresh: Seconds = Field(
        default="1h", validate_default=True, description="How often secrets are read anew. Default: 1h."
    )
    starting_deadline: Seconds = Field(
        default="5m", validate_default=True, description="How late a missed start may be made up for. Default: 5m."
    )
    resources: Resources = Field(default=Resources(), description="What a run asks for and may take at most.")
