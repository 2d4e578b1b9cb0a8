"""tenants/…/<tenant>.yaml and the _defaults.yaml files above it: one format, so that any key may be inherited."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from tenantry.model.declared.base import (
    ConnectorName,
    Day,
    LabelKey,
    Name,
    SecretKey,
    Strict,
    Text,
    Timezone,
    Version,
    problem,
)
from tenantry.secrets.reference import path_problem


def _secret_path(path: str) -> str:
    wrong = path_problem(path)
    if wrong:
        raise problem(wrong, "segments of letters, digits, _ . - with / between them, as in shop/acme/token")
    return path


SecretPath = Annotated[str, AfterValidator(_secret_path)]


def _day_number(value: object) -> object:
    """A day of the month is a number to everybody, quoted or not."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class ReleaseChoice(Strict):
    """Which release a tenant runs: what a channel points to, or a pin of its own."""

    channel: Name | None = Field(default=None, description="A channel of the integration, `default`, or `latest`.")
    pin: Version | None = Field(default=None, description="One release, whatever the channels do. Say why in `reason`.")
    reason: Text | None = Field(default=None, description="Why the tenant is pinned.")
    owner: Text | None = Field(default=None, description="Who ends the pin, as in @acme/integrations.")
    until: Day | None = Field(default=None, description="The last day on which the pin is meant; a warning after it.")

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.channel is None) == (self.pin is None):
            raise problem("must name either a channel or a pin", "write one of `channel:` and `pin:`")
        if self.channel is not None and (self.reason or self.owner or self.until):
            raise problem("has a channel, which takes no reason, owner or until", "remove them, or pin a release")
        return self


class ScheduleEntry(Strict):
    """When a tenant syncs: a simple period, or a cron expression."""

    every: str | None = Field(default=None, description="A period: 5m 10m 15m 20m 30m 1h 2h 3h 4h 6h 8h 12h 1d 1w 1mo.")
    at: str | None = Field(default=None, description="Local start time, HH:MM. Without it the start is spread.")
    on: Annotated[str, BeforeValidator(_day_number), WithJsonSchema({"type": ["string", "integer"]})] | None = Field(
        default=None, description="The weekday (1w) or the day of the month (1mo)."
    )
    spread: bool | None = Field(default=None, description="false starts at zero instead of a spread minute.")
    cron: str | None = Field(default=None, description="Five fields; H stands for a stable value of the tenant's own.")
    days: Literal["either", "both"] | None = Field(
        default=None, description="Where cron restricts both day fields: must either match, or both?"
    )
    timezone: Timezone | None = Field(default=None, description="An IANA time zone, as in Europe/Berlin.")

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.every is None) == (self.cron is None):
            raise problem("must say either how often or a cron expression", "write one of `every:` and `cron:`")
        for stray in ("at", "on", "spread"):
            if self.cron is not None and getattr(self, stray) is not None:
                raise problem("stands beside `cron`", "a cron expression already says when; remove it", at=stray)
        if self.every is not None and self.days is not None:
            raise problem("stands beside `every`", "`days` belongs to a cron expression; remove it", at="days")
        return self


class ConnectionEntry(Strict):
    """A tenant's credentials for one connector: where they are kept, never what they are."""

    path: SecretPath | None = Field(default=None, description="Path in the store; default: the `secrets.path` setting.")
    mount: SecretPath | None = Field(
        default=None, description="Mount of the store; default: the `secrets.mount` setting."
    )
    keys: dict[SecretKey, SecretKey] = Field(
        default={}, description="Where a secret has another name in the store: {access_token: token}."
    )


class LayerFile(Strict):
    """A tenant, or defaults that the tenants below inherit. `null` removes what was inherited."""

    labels: dict[LabelKey, Text | None] | None = Field(
        default=None, description="Free labels; waves and rules select by them."
    )
    release: ReleaseChoice | None = Field(
        default=None, description="Which release the tenant runs. Default: {channel: default}."
    )
    schedule: ScheduleEntry | None = Field(
        default=None, description="When the tenant syncs. Default: the integration's."
    )
    paused: bool | None = Field(default=None, description="true: nothing is started for this tenant.")
    configs: dict[str, Any] | None = Field(default=None, description="Values for the configs of the tenant's release.")
    connections: dict[ConnectorName, ConnectionEntry | None] | None = Field(
        default=None, description="References to credentials, by connector. Default: the `secrets.path` setting."
    )
    metadata: dict[str, Any] | None = Field(default=None, description="Metadata handed to the runtime as declared.")
