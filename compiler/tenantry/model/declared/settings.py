"""tenantry.yaml."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from fractions import Fraction
from math import floor
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from tenantry.model.declared.base import Address, LocalTime, Name, Seconds, Strict, Text, Timezone, problem
from tenantry.model.declared.layer import SecretPath
from tenantry.schedule.zones import zone
from tenantry.secrets.reference import template_problem
from tenantry.secrets.stores import is_store, store_names

ChangeKind = Literal[
    "release",
    "rollout",
    "connections",
    "guard",
    "configs",
    "schedule",
    "paused",
    "labels",
    "metadata",
    "limits",
    "env",
    "group",
]


def _limit(value: object) -> str | int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if isinstance(value, str) and re.fullmatch(r"(100|[1-9]?[0-9])%", value):
        return value
    raise problem("is not a limit", "write a share, as in 30%, or a whole number of tenants")


Limit = Annotated[
    str | int,
    BeforeValidator(_limit),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "pattern": "^(100|[1-9]?[0-9])%$"}, {"type": "integer", "minimum": 0}]}
    ),
]


def _template(text: str) -> str:
    wrong = template_problem(text)
    if wrong:
        raise problem(wrong, "as in {integration}/{tenant}/{connector}")
    return text


Template = Annotated[str, AfterValidator(_template)]


def _store(name: str) -> str:
    if not is_store(name):
        raise problem("is not a store", "known: " + ", ".join(store_names()))
    return name


def _stores(schema: dict[str, Any]) -> None:
    schema["enum"] = list(store_names())


StoreName = Annotated[str, AfterValidator(_store), Field(json_schema_extra=_stores)]


class ScheduleSettings(Strict):
    """What holds for the schedules of all tenants."""

    min_interval: Seconds = Field(
        default="5m", validate_default=True, description="No schedule may fire more often. Default: 5m."
    )
    spread: bool = Field(default=True, description="Whether starts without `at` are spread by a stable hash.")


class Guard(Strict):
    """How much one change may alter; a share of the tenants or a count."""

    max_changed: Limit = Field(default="30%", description="Tenants changed. Default: 30%.")
    max_removed: Limit = Field(default="5%", description="Tenants removed. Default: 5%.")


def room(limit: str | int, total: int) -> int:
    """How many of so many tenants a limit of the guard lets through. A share is never fewer than one (CONTRACT §4.3);
    a count of 0 means none."""
    return limit if isinstance(limit, int) else max(1, floor(Fraction(limit.rstrip("%")) / 100 * total))


class SecretsSettings(Strict):
    """Where credentials are kept. The repository only refers to them."""

    store: StoreName = Field(default="vault", description="The kind of store.")
    address: Address | None = Field(default=None, description="Address of the store, https.")
    mount: SecretPath = Field(default="kv", description="The store's mount that holds the credentials.")
    path: Template = Field(
        default="{integration}/{tenant}/{connector}", description="Path of a tenant's credentials for a connector."
    )
    global_path: Template = Field(
        default="{integration}/_global/{connector}",
        description="Path of the credentials of a connector of scope global.",
    )

    @model_validator(mode="after")
    def _per_tenant(self) -> Self:
        if "{tenant}" not in self.path or "{connector}" not in self.path:
            help_text = "`path` must hold {tenant} and {connector}"
            raise problem("gives several tenants or connectors one path", help_text, at="path")
        if "{tenant}" in self.global_path:
            raise problem("holds {tenant}", "a global connector has one path per integration", at="global_path")
        return self


class Connect(Strict):
    """Where customers connect their accounts."""

    base_url: Address = Field(description="Address of the connect pages.")


class Freeze(Strict):
    """A time in which no release moves."""

    name: Name = Field(description="The freeze's name.")
    from_: LocalTime = Field(alias="from", description="First local time, as in 2026-12-24T00:00.")
    to: LocalTime = Field(description="First local time after it.")
    timezone: Timezone | None = Field(default=None, description="Zone of both times. Default: the repository's.")
    reason: Text = Field(description="Why.")

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if datetime.fromisoformat(self.to) <= datetime.fromisoformat(self.from_):
            raise problem("is not after `from`", "`to` is the first local time after the freeze", at="to")
        return self

    def begins(self, default_zone: str) -> datetime:
        """Its first instant."""
        return self._instant(self.from_, default_zone)

    def ends(self, default_zone: str) -> datetime:
        """The first instant after it."""
        return self._instant(self.to, default_zone)

    def _instant(self, local: str, default_zone: str) -> datetime:
        found = zone(self.timezone or default_zone) or UTC
        return datetime.fromisoformat(local).replace(tzinfo=found).astimezone(UTC)


def _owners(value: object) -> object:
    named = value if isinstance(value, list) else []
    if value == "integration" or (named and all(isinstance(each, str) and each.strip() for each in named)):
        return value
    raise problem("must be `integration` or a list of owners", 'as in ["@acme/security"]')


Owners = Annotated[Literal["integration"] | Annotated[list[Text], Field(min_length=1)], BeforeValidator(_owners)]


class Approval(Strict):
    """Who must approve which kind of change."""

    when: list[ChangeKind] = Field(min_length=1, description="Kinds of change.")
    owners: Owners = Field(description="`integration` for that integration's owners, or a list.")


class Rule(Strict):
    """The users' own policy: an expression over the installation that must be true."""

    name: Name = Field(description="The rule's name.")
    when: Text | None = Field(default=None, description="CEL; the rule is asked only where this is true.")
    require: Text = Field(description="CEL; must be true.")
    message: Text = Field(description="What to tell whoever breaks it.")
    severity: Literal["error", "warning"] = Field(default="error", description="error or warning.")


def _one(value: object) -> int:
    if value == 1 and type(value) is int:
        return 1
    raise problem("must be 1", "the only version of this format there is")


class SettingsFile(Strict):
    """Project settings; the file marks the root of a config repository."""

    version: Annotated[Literal[1], BeforeValidator(_one)] = Field(description="Version of this format: 1.")
    name: Name | None = Field(default=None, description="Marks what this repository owns on platforms.")
    environment: Text = Field(default="prod", description="PAN_CTX_ENV: dev, staging, prod, or any name.")
    timezone: Timezone = Field(default="UTC", description="Zone of schedules that name none.")
    schedule: ScheduleSettings = Field(default=ScheduleSettings(), description="What holds for all schedules.")
    guard: Guard = Field(default=Guard(), description="How much one change may alter.")
    secrets: SecretsSettings = Field(default=SecretsSettings(), description="Where credentials are kept.")
    connect: Connect | None = Field(default=None, description="Where customers connect their accounts.")
    freezes: list[Freeze] = Field(default=[], description="Times in which no release moves.")
    severity: dict[str, Literal["error", "warning"]] = Field(
        default={}, description="Raise or lower a warning, by code."
    )
    approvals: list[Approval] = Field(default=[], description="Who must approve which kind of change.")
    rules: list[Rule] = Field(default=[], description="Your own policy, in CEL over the installation.")
    targets: dict[str, dict[str, Any] | None] = Field(
        default={}, description="What `compile` renders, with each target's options."
    )
