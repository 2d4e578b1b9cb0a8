"""`tenantry rollout`: a command of its own each."""

from __future__ import annotations

from typing import Final

import click

from tenantry.cli.common import Common, common_options
from tenantry.cli.lazy import LazyGroup

COMMANDS: Final = {
    "abort": "End a rollout and return every tenant to where it was.",
    "advance": "Let the next wave through.",
    "finish": "Point the channel to the new release and end the rollout.",
    "hold": "Stop a rollout, with a reason.",
    "resume": "End a hold.",
    "simulate": "Show when each step could be taken, through soaks and freezes.",
    "start": "Send a channel on its way to another release.",
    "status": "Show how far rollouts are, and what keeps them.",
}
"""Command → one line for `--help`."""


class RolloutGroup(LazyGroup):
    """The commands about rollouts."""

    known = COMMANDS
    package = "tenantry.cli.rollout"


@click.group("rollout", cls=RolloutGroup)
@common_options
@click.pass_context
def command(ctx: click.Context, common: Common) -> None:
    """Move a channel to another release in waves. Commands edit files; a pull request takes them to main."""
    ctx.obj = common
