"""`tenantry codeowners`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from tenantry.cli.common import Common, common_options, format_of
from tenantry.cli.compiled import compiled, complain, repository
from tenantry.git import Repository
from tenantry.report.codeowners import merged
from tenantry.write import codeowners_file, write_codeowners


@click.command("codeowners")
@click.option("--check", is_flag=True, help="Write nothing; exit 4 if CODEOWNERS is stale.")
@common_options
def command(check: bool, common: Common) -> int:
    """Write CODEOWNERS from the owners of integrations and of the guard, and leave the lines of others in it alone."""
    format_of(common, ("text",))
    root = repository(common)
    result = compiled(root)
    if result.declarations is None or result.failed:
        complain(common, result)
        return 1
    around = Repository.around(root)
    path, existing = codeowners_file(Path(around.program.top) if around else root)
    wanted = merged(existing, result.declarations, os.fsdecode(around.prefix) if around else "")
    if wanted == existing:
        return 0
    if not check:
        write_codeowners(path, wanted)
    click.echo(str(path))
    return 4 if check else 0
