"""Options of the target crontab."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from tenantry.model.declared import Strict
from tenantry.model.declared.base import Timezone, problem
from tenantry.targets.runner import Command, HostPath


def _user(text: str) -> str:
    if not re.fullmatch(r"[a-z_][a-z0-9_-]{0,31}", text):
        raise problem("is not the name of a user", "as useradd takes it: lower-case letters, digits, _ and -")
    return text


class Options(Strict):
    """How the crontab is rendered."""

    user: Annotated[str, AfterValidator(_user)] = Field(
        default="root", description="The user that runs. Default: root."
    )
    timezone: Timezone = Field(
        default="UTC", description="The zone of the host and so of its cron daemon. Default: UTC."
    )
    command: Command = Field(
        default="tenantry run", description="What starts a tenant; its id and --build follow. Default: tenantry run."
    )
    build: HostPath = Field(
        default="/etc/tenantry/build",
        description="Where the build tree stands on the host. Default: /etc/tenantry/build.",
    )
