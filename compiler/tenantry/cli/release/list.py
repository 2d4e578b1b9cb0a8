"""`tenantry release list`."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from tenantry.cli.acting import state_of
from tenantry.cli.common import Common, colored, common_options, format_of
from tenantry.cli.compiled import complain
from tenantry.cli.group import PROBLEMS
from tenantry.diagnostics import nearest
from tenantry.errors import UsageError
from tenantry.report.releases import FORMATS, Listing


@click.command("list")
@click.argument("integration", required=False)
@click.option("--behind", type=click.IntRange(min=0), metavar="N", help="Name tenants with more than N newer releases.")
@common_options
def command(integration: str | None, behind: int | None, common: Common) -> int:
    """List releases, newest first: status, channels, and which tenants run each. Formats: text, json."""
    form = format_of(common, tuple(FORMATS))
    _, state, declarations = state_of(common, datetime.now(UTC))
    if declarations is None:
        complain(common, state)
        return PROBLEMS
    if integration is not None and integration not in declarations.integrations:
        raise UsageError(f"there is no integration '{integration}'", nearest(integration, declarations.integrations))
    wanted = [integration] if integration else sorted(declarations.integrations)
    color = colored(common)
    listing = Listing(installations=state.installations, declarations=declarations, names=wanted, behind=behind)
    click.echo(FORMATS[form](listing, color=color, verbose=bool(common.verbose)), nl=False, color=color)
    return 0
