"""Options of the target crontab."""

from __future__ import annotations

from pydantic import Field

from tenantry.model.declared import Strict
from tenantry.model.declared.base import Timezone
from tenantry.targets.runner import QuotedCommand, QuotedPath, User


class Options(Strict):
    """How the crontab is rendered."""

    user: User = Field(default="root", description="The user that runs. Default: root.")
    timezone: Timezone = Field(
        default="UTC", description="The zone of the host and so of its cron daemon. Default: UTC."
    )
    command: QuotedCommand = Field(
        default="tenantry run",
        description="What starts a tenant, quoted as for a shell; its id and --build follow. Default: tenantry run.",
    )
    build: QuotedPath = Field(
        default="/etc/tenantry/build",
        description="Where the build tree stands on the host. Default: /etc/tenantry/build.",
    )
