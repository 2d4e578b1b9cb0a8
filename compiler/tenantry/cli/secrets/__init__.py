"""`tenantry secrets`: a command of its own each."""

from __future__ import annotations

from typing import Final

import click

from tenantry.cli.common import Common, common_options
from tenantry.cli.lazy import LazyGroup

COMMANDS: Final = {
    "check": "Ask the store whether every path and key is there; no value is read.",
    "refs": "Show who refers to what, which paths are shared, and what nobody uses.",
}
"""Command → one line for `--help`."""


class SecretsGroup(LazyGroup):
    """The commands about credentials."""

    known = COMMANDS
    package = "tenantry.cli.secrets"


@click.group("secrets", cls=SecretsGroup)
@common_options
@click.pass_context
def command(ctx: click.Context, common: Common) -> None:
    """Ask whether the store has what tenants refer to, and who refers to what."""
    ctx.obj = common
