"""`tenantry apply`."""

from __future__ import annotations

import click

from tenantry.cli.applying import Wish, applicable, applied, rendered
from tenantry.cli.common import Common, common_options, format_of
from tenantry.report.applied import FORMATS, refused


@click.command("apply")
@click.argument("target")
@click.option("--address", metavar="ADDRESS", help="The platform's address. Default: the target's option.")
@click.option("--namespace", metavar="NAME", help="The platform's namespace. Default: the target's option.")
@click.option("--dry-run", is_flag=True, help="Look and tell, write nothing.")
@click.option("--ref", metavar="REF", help="Read a commit instead of the worktree.")
@common_options
def command(  # noqa: PLR0913 (one for each option)
    *, target: str, address: str | None, namespace: str | None, dry_run: bool, ref: str | None, common: Common
) -> int:
    """Bring what is declared to a platform that takes no files: create, update and remove what this repository owns.

    It renders for itself, obeys `guard`, and never touches what others own. TARGET is temporal. Formats: text, json.
    """
    form = format_of(common, tuple(FORMATS))
    found = applicable(target)
    result = rendered(common, found, ref)
    if result.failed:
        return 1
    outcome = applied(common, found, result, Wish(address=address, namespace=namespace, dry_run=dry_run))
    click.echo(FORMATS[form](outcome), nl=False)
    click.echo(refused(outcome), nl=False, err=True)
    return outcome.exit_code
