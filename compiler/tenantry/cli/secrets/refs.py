"""`tenantry secrets refs`."""

from __future__ import annotations

import click

from tenantry.cli.common import Common, colored, common_options, format_of
from tenantry.cli.compiled import compiled, complain, repository
from tenantry.report.secrets_refs import FORMATS, references


@click.command("refs")
@common_options
def command(common: Common) -> int:
    """Show every path that is referred to, by whom, which are shared, and connections that nobody uses.

    The store is not asked. Formats: text, json.
    """
    form = format_of(common, tuple(FORMATS))
    result = compiled(repository(common))
    complain(common, result)
    if result.failed or result.declarations is None:
        return 1
    color = colored(common)
    found = references(result.declarations, result.installations)
    click.echo(FORMATS[form](found, color=color), nl=False, color=color)
    return 0
