"""Options of the target systemd."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from tenantry.model.declared import Strict
from tenantry.model.declared.base import problem
from tenantry.targets.runner import QuotedCommand, QuotedPath, User


def _file(text: str) -> str:
    """systemd reads `EnvironmentFile=` as a pattern and knows no quotes there (systemd.exec(5))."""
    if not re.fullmatch(r"/[A-Za-z0-9._/-]*[A-Za-z0-9_-]", text):
        raise problem("is not the absolute path of a file", "letters, digits, . _ - and / only")
    return text


class Options(Strict):
    """How the units are rendered."""

    user: User = Field(
        default="tenantry",
        description="The user that runs; where the host has none of that name, systemd makes one up for the time of a "
        "run. Default: tenantry.",
    )
    command: QuotedCommand = Field(
        default="tenantry run",
        description="What starts a tenant, quoted as for a shell; its id, --build and --state follow. "
        "Default: tenantry run.",
    )
    build: QuotedPath = Field(
        default="/etc/tenantry/build",
        description="Where the build tree stands on the host. Default: /etc/tenantry/build.",
    )
    environment_file: Annotated[str, AfterValidator(_file)] = Field(
        default="/etc/tenantry/environment",
        description="Variables of the runner, such as VAULT_ADDR and VAULT_TOKEN, one NAME=value a line; only root "
        "has to be able to read it, and it may be absent. Default: /etc/tenantry/environment.",
    )
    catch_up: bool = Field(
        default=False,
        description="Whether a start that was missed while the host was down is made up for, once, when it is up again "
        "(Persistent=). Default: false.",
    )
