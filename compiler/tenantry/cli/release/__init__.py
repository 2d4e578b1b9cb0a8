"""`tenantry release`: a command of its own each."""

from __future__ import annotations

from typing import Final

import click

from tenantry.cli.common import Common, common_options
from tenantry.cli.lazy import LazyGroup

COMMANDS: Final = {
    "add": "Record a release.",
    "deprecate": "Mark a release that tenants should leave.",
    "list": "List releases, and who runs each.",
    "yank": "Mark a release that nobody may run.",
}
"""Command → one line for `--help`."""


class ReleaseGroup(LazyGroup):
    """The commands about releases."""

    known = COMMANDS
    package = "tenantry.cli.release"


@click.group("release", cls=ReleaseGroup)
@common_options
@click.pass_context
def command(ctx: click.Context, common: Common) -> None:
    """Record releases, list who runs them, and mark those that should be left."""
    ctx.obj = common
