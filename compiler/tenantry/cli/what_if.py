"""`tenantry what-if`."""

from __future__ import annotations

import click

from tenantry.cli.common import Common, colored, common_options, format_of
from tenantry.cli.compiled import compiled, repository
from tenantry.plan import what_if
from tenantry.report.what_if import FORMATS


@click.command("what-if")
@click.argument("integration")
@click.argument("release")
@common_options
def command(integration: str, release: str, common: Common) -> int:
    """Tell which tenants could take a release, which could not and why, and what it would change in their env.

    Pins and channels are left aside: every tenant of INTEGRATION is tried on RELEASE. Formats: text, json, markdown.
    """
    form = format_of(common, tuple(FORMATS))
    found = what_if(compiled(repository(common)), integration, release)
    color = colored(common)
    shown = FORMATS[form](found, color=color, verbose=bool(common.verbose))
    click.echo(shown, nl=False, color=color)
    return 0
