"""integrations/<integration>/integration.yaml."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, field_validator, model_validator

from tenantry.model.declared.base import ConnectorName, Name, Seconds, SecretKey, Strict, Text, Version, problem
from tenantry.model.declared.rollout import Wave
from tenantry.schedule.simple import EVERY

_BRANCH: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./+@-]*")


def _repository(text: str) -> str:
    """Git takes `ext::command` for a program to run, and what begins with a hyphen for an option."""
    if text.startswith("-") or "::" in text or not text.isprintable() or " " in text:
        raise problem(
            "is not the address of a git repository",
            "as in https://git.example.com/app.git or git@host:app.git",
        )
    if urlsplit(text).password:
        raise problem("holds a password", "write the address without it; git asks its credential helper")
    return text


def _branch(text: str) -> str:
    if not _BRANCH.fullmatch(text) or ".." in text or text.endswith((".", "/", ".lock")):
        raise problem("is not the name of a branch", "as in main or release/2026")
    return text


def _manifest_path(text: str) -> str:
    segments = text.split("/")
    if not text.isprintable() or "\\" in text or any(each in ("", ".", "..", ".git") for each in segments):
        raise problem("is not a path within the repository", "as in PANDIUM.yaml or services/orders/PANDIUM.yaml")
    return text


class Source(Strict):
    """Where the integration's code is kept."""

    repository: Annotated[Text, AfterValidator(_repository)] = Field(description="Address of the git repository.")
    branch: Annotated[Text, AfterValidator(_branch)] = Field(
        default="main", description="The branch that releases are built from."
    )
    path: Annotated[Text, AfterValidator(_manifest_path)] = Field(
        default="PANDIUM.yaml", description="The run manifest's path in that repository."
    )


class Connector(Strict):
    """A system that the integration talks to, and the secrets that a connection to it needs."""

    auth: Text = Field(default="secret", description="How the connection is made, as in oauth2, api_key, key_pair.")
    secrets: list[SecretKey] = Field(
        default=[], description="Names of the secrets; each becomes PAN_SEC_<CONNECTOR>_<NAME>."
    )
    scope: Literal["tenant", "global"] = Field(
        default="tenant", description="tenant: each has its own credentials; global: one for the whole integration."
    )
    info: Text | None = Field(default=None, description="A note for those who connect, as a webhook address.")


class Offer(Strict):
    """Which schedules tenants may choose."""

    options: list[str] = Field(default=list(EVERY), min_length=1, description="The periods on offer.")
    default: str | None = Field(
        default=None, description="The period of tenants that choose none. Default: 1h, or the first on offer."
    )
    cron: bool = Field(default=True, description="Whether a tenant may write a cron expression.")

    @model_validator(mode="after")
    def _known(self) -> Self:
        for period in [*self.options, *([self.default] if self.default else [])]:
            if period not in EVERY:
                raise problem("names a period that there is not", "known: " + " ".join(EVERY), at="options")
        if self.default is not None and self.default not in self.options:
            raise problem(
                "has a default that is not among its options",
                "add it to `options`, or choose another default",
                at="default",
            )
        return self

    @property
    def start(self) -> str:
        """The period of a tenant that chooses none."""
        return self.default or ("1h" if "1h" in self.options else self.options[0])


class Limits(Strict):
    """What a run may take."""

    concurrency: int | None = Field(default=None, ge=1, description="How many runs the systems behind bear at once.")
    typical_run: Seconds | None = Field(default=None, description="How long a run usually takes.")
    timeout: Seconds = Field(default="10m", validate_default=True, description="When a run is ended. Default: 10m.")


class IntegrationFile(Strict):
    """An integration: its owners, channels, connectors, and what tenants may choose."""

    title: Text = Field(description="The name that people know it by.")
    owners: list[Text] = Field(min_length=1, description="Who approves changes, as in @acme/integrations.")
    source: Source | None = Field(default=None, description="Where the integration's code is kept.")
    channels: dict[Name, Version] = Field(
        description="Named pointers to releases. `default` is required; `latest` is never declared.",
        json_schema_extra={"required": ["default"]},
    )
    connectors: dict[ConnectorName, Connector] = Field(default={}, description="The systems that it talks to.")
    schedule: Offer = Field(default=Offer(), description="Which schedules tenants may choose.")
    limits: Limits = Field(default=Limits(), description="What a run may take.")
    waves: list[Wave] = Field(default=[], description="The waves that a rollout begins with.")

    @field_validator("channels")
    @classmethod
    def _default_channel(cls, channels: dict[str, str]) -> dict[str, str]:
        if "default" not in channels:
            raise problem("declares no channel `default`", 'add `default: "<release>"`', missing=True)
        return channels
