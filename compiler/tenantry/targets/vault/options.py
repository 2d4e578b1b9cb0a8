"""Options of the target vault. Texts may hold {integration}, {tenant} and {name}, the name of the tenant's objects."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field

from tenantry.model.declared import Strict
from tenantry.model.declared.base import Seconds, Text, problem

FIELDS: Final = frozenset({"integration", "tenant", "name"})
_FIELD: Final = re.compile(r"\{([^{}]*)\}")


def _template(text: str) -> str:
    plain = _FIELD.sub("", text)
    if set(_FIELD.findall(text)) - FIELDS or "{" in plain or "}" in plain:
        raise problem("has a field that there is not", "known: {integration}, {tenant}, {name}")
    return text


def _own(text: str) -> str:
    """A template that no two tenants share."""
    fields = set(_FIELD.findall(_template(text)))
    if "name" not in fields and not {"integration", "tenant"} <= fields:
        raise problem("is the same for several tenants", "it must hold {name}, or {integration} and {tenant}")
    return text


def _path(text: str) -> str:
    if not re.fullmatch(r"/[A-Za-z0-9._/-]*", text):
        raise problem("is not an absolute path", "letters, digits, . _ - and / only")
    return text.rstrip("/")


Template = Annotated[Text, AfterValidator(_template)]
Own = Annotated[Text, AfterValidator(_own)]
Folder = Annotated[str, AfterValidator(_path)]


class KubernetesRoles(Strict):
    """Roles of the auth method kubernetes: a service account for each tenant."""

    service_account: Own = Field(default="{name}", description="The tenant's service account. Default: {name}.")
    namespaces: list[Text] = Field(
        default=[], description="Its namespaces. Default: that of the target kubernetes, else `default`."
    )
    audience: Text | None = Field(default=None, description="The audience that its token must have.")
    ttl: Seconds = Field(default="15m", validate_default=True, description="How long a token lives. Default: 15m.")


class JwtRoles(Strict):
    """Roles of the auth method jwt: a subject for each tenant."""

    subject: Own = Field(
        default="tenantry:{integration}/{tenant}", description="The subject. Default: tenantry:{integration}/{tenant}."
    )
    audiences: list[Text] = Field(default=["vault"], min_length=1, description="Audiences of the token.")
    claims: dict[Text, Template] = Field(default={}, description="Further claims that it must have.")
    user_claim: Text = Field(default="sub", description="The claim that names the identity. Default: sub.")
    ttl: Seconds = Field(default="15m", validate_default=True, description="How long a token lives. Default: 15m.")


class AppRoles(Strict):
    """Roles of the auth method approle."""

    secret_id_ttl: Seconds = Field(
        default="30d", validate_default=True, description="How long a secret id lives. Default: 30d."
    )
    ttl: Seconds = Field(default="15m", validate_default=True, description="How long a token lives. Default: 15m.")


class Agent(Strict):
    """An agent for each tenant, which writes its PAN_SEC_ variables for a unit of systemd and ends."""

    method: Literal["approle", "jwt", "kubernetes"] = Field(default="approle", description="How it logs in.")
    login: Folder = Field(
        default="/etc/tenantry/vault",
        description="Where a tenant's login lies, in a folder {name}: files `role-id` and `secret-id`, or `jwt`.",
    )
    directory: Folder = Field(
        default="/run/tenantry", description="Where the files <name>.env are written: a folder in memory."
    )


class Options(Strict):
    """What is rendered beside the policies, which have no options: mounts and paths come from `secrets`."""

    kubernetes: KubernetesRoles | None = Field(default=None, description="Roles for service accounts.")
    jwt: JwtRoles | None = Field(default=None, description="Roles for JSON Web Tokens, as CI and SPIFFE issue them.")
    approle: AppRoles | None = Field(default=None, description="Roles for machines.")
    agent: Agent | None = Field(default=None, description="Agents for units of systemd.")
