"""Options of the target crontab."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from tenantry.model.declared import Strict
from tenantry.model.declared.base import Text, Timezone, problem


def _user(text: str) -> str:
    if not re.fullmatch(r"[a-z_][a-z0-9_-]{0,31}", text):
        raise problem("is not the name of a user", "as useradd takes it: lower-case letters, digits, _ and -")
    return text


def _path(text: str) -> str:
    if not re.fullmatch(r"/[A-Za-z0-9._/-]*", text):
        raise problem("is not an absolute path", "letters, digits, . _ - and / only")
    return text


def _command(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._/= -]+", text):
        raise problem("has characters that cron or the shell would read", "letters, digits, . _ - = / and spaces only")
    return text


class Options(Strict):
    """How the crontab is rendered."""

    user: Annotated[str, AfterValidator(_user)] = Field(
        default="root", description="The user that runs. Default: root."
    )
    timezone: Timezone = Field(
        default="UTC", description="The zone of the host and so of its cron daemon. Default: UTC."
    )
    command: Annotated[Text, AfterValidator(_command)] = Field(
        default="tenantry run", description="What starts a tenant; its id and --build follow. Default: tenantry run."
    )
    build: Annotated[str, AfterValidator(_path)] = Field(
        default="/etc/tenantry/build",
        description="Where the build tree stands on the host. Default: /etc/tenantry/build.",
    )
