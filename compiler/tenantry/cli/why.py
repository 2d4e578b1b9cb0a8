"""`tenantry why`."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from tenantry.cli.acting import state_of
from tenantry.cli.common import Common, colored, common_options, format_of
from tenantry.cli.compiled import complain
from tenantry.cli.group import PROBLEMS
from tenantry.cli.tenant import find_tenant
from tenantry.report.why import WHY


@click.command("why")
@click.argument("tenant")
@common_options
def command(tenant: str, common: Common) -> int:
    """Tell why TENANT runs its release: layer, channel, rollout wave or pin, each with its place.

    Formats: text, json.
    """
    form = format_of(common, tuple(WHY))
    root, state, _ = state_of(common, datetime.now(UTC))
    installation = find_tenant(state, root, tenant)
    if installation is None:
        complain(common, state)
        return PROBLEMS
    color = colored(common)
    click.echo(WHY[form](installation, color=color), nl=False, color=color)
    return 0
