"""`tenantry schedule`: a command of its own each."""

from __future__ import annotations

from typing import Final

import click

from tenantry.cli.common import Common, common_options
from tenantry.cli.lazy import LazyGroup

COMMANDS: Final = {
    "describe": "Say in plain words what a cron expression means.",
    "load": "Show how many runs start and are going on, over the day and the week.",
    "next": "Show when a tenant fires next.",
}
"""Command → one line for `--help`."""


class ScheduleGroup(LazyGroup):
    """The commands about schedules."""

    known = COMMANDS
    package = "tenantry.cli.schedule"


@click.group("schedule", cls=ScheduleGroup)
@common_options
@click.pass_context
def command(ctx: click.Context, common: Common) -> None:
    """Ask when tenants fire, what a cron expression says, and how much runs at once."""
    ctx.obj = common
