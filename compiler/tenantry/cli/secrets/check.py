"""`tenantry secrets check`."""

from __future__ import annotations

import click

from tenantry.cli.common import Common, colored, common_options, format_of
from tenantry.cli.compiled import compiled, complain, repository
from tenantry.cli.secrets.chosen import chosen
from tenantry.cli.secrets.survey import checked
from tenantry.report.secrets_check import FORMATS, exit_code


@click.command("check")
@click.option("--only", "only", multiple=True, metavar="TENANT...", help="Only these tenants; may be repeated.")
@click.option("--changed", "base", metavar="BASE", help="Only tenants whose references differ from this commit's.")
@click.argument("more", nargs=-1, metavar="")
@common_options
def command(*, only: tuple[str, ...], base: str | None, more: tuple[str, ...], common: Common) -> int:
    """Ask the store whether every referenced path and key is there. No value is read.

    Exits 1 where something is missing, 6 where the store refuses or cannot be reached. Formats: text, json.
    """
    form = format_of(common, tuple(FORMATS))
    root = repository(common)
    result = compiled(root)
    complain(common, result)
    if result.failed or result.declarations is None:
        return 1
    installations = chosen(result, root, names=(*only, *more), base=base)
    outcome = checked(result.declarations, installations)
    color = colored(common)
    click.echo(FORMATS[form](outcome, color=color), nl=False, color=color)
    return exit_code(outcome)
