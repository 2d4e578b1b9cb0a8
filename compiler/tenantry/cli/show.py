"""`tenantry show`."""

from __future__ import annotations

import click

from tenantry.cli.common import Common, colored, common_options, format_of
from tenantry.cli.compiled import compiled, complain, repository
from tenantry.cli.tenant import find_tenant, holds_secret
from tenantry.report.installation import FORMATS


@click.command("show")
@click.argument("tenant")
@common_options
def command(tenant: str, common: Common) -> int:
    """Show one tenant, every effective value with the places that set it.

    TENANT is an id such as shopify-netsuite/acme, or the path of the tenant's file. Formats: text, json.
    """
    form = format_of(common, tuple(FORMATS))
    root = repository(common)
    result = compiled(root)
    installation = find_tenant(result, root, tenant)
    if installation is None or holds_secret(result, installation):
        complain(common, result)
        return 1
    color = colored(common)
    click.echo(FORMATS[form](installation, color=color), nl=False, color=color)
    return 0
