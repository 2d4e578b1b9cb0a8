"""`tenantry targets`."""

from __future__ import annotations

import click

from tenantry.cli.common import Common, common_options, format_of
from tenantry.report.targets import FORMATS
from tenantry.targets import all_targets


@click.command("targets")
@common_options
def command(common: Common) -> int:
    """List targets, their options with defaults, and what each cannot express.

    Formats: text, json.
    """
    click.echo(FORMATS[format_of(common, tuple(FORMATS))](all_targets()), nl=False)
    return 0
