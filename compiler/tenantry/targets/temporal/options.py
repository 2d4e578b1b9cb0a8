"""Options of the target temporal."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from tenantry.model.declared import Strict
from tenantry.model.declared.base import Seconds, Text, problem


def is_address(text: str) -> bool:
    """Whether it is a host and a port."""
    return re.fullmatch(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}", text) is not None


def _address(text: str) -> str:
    if not is_address(text):
        raise problem("is not the address of a Temporal frontend", "host and port, as in temporal.example.com:7233")
    return text


def _name(text: str) -> str:
    """At most 1000 bytes, the server's limit.maxIDLength; names below /_sys/ are its own."""
    if len(text.encode()) > 500 or text.startswith("/_sys/"):
        raise problem("is no name that Temporal takes", "at most 500 bytes, and not below /_sys/")
    return text


def _window(seconds: int) -> int:
    if seconds < 10:
        raise problem("is shorter than Temporal's least", "10s or more")
    return seconds


Name = Annotated[Text, AfterValidator(_name)]


class Options(Strict):
    """How tenants are rendered for Temporal, and where `tenantry apply temporal` finds it."""

    address: Annotated[str, AfterValidator(_address)] = Field(
        default="localhost:7233", description="The frontend that `apply` talks to. Default: localhost:7233."
    )
    namespace: Name = Field(default="default", description="Temporal's namespace. Default: default.")
    task_queue: Name = Field(default="tenantry", description="The queue of the workers. Default: tenantry.")
    workflow_type: Name = Field(
        default="tenantry-run", description="The workflow that runs a tenant. Default: tenantry-run."
    )
    prefix: Annotated[str, AfterValidator(_name)] = Field(
        default="",
        description="Stands before the ids of schedules and runs, where repositories share a namespace.",
    )
    catchup_window: Annotated[Seconds, AfterValidator(_window)] = Field(
        default="5m", validate_default=True, description="How late a missed start may be made up for. Default: 5m."
    )
    search_attribute: Name | None = Field(
        default=None,
        description="A search attribute of type Keyword that gets the tenant's id; register it first, as Temporal "
        "refuses those that it does not know.",
    )
    timezone_data: bool = Field(
        default=False,
        description="Whether the rules of each zone are sent along, so that the tz database of the server does not "
        "matter. Default: false.",
    )
