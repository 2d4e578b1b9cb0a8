"""`tenantry schema`."""

from __future__ import annotations

import click

from tenantry.cli.common import Common, common_options, format_of
from tenantry.cli.compiled import repository
from tenantry.schemas import schemas, stale
from tenantry.source import read_worktree
from tenantry.write import write_schemas


@click.command("schema")
@click.option("--check", is_flag=True, help="Write nothing; exit 4 if schemas/ is stale.")
@common_options
def command(check: bool, common: Common) -> int:
    """Write schemas/: JSON Schemas with which editors complete, document and check every file."""
    format_of(common, ("text",))
    root = repository(common)
    snapshot, _ = read_worktree(root)
    wanted = schemas(snapshot)
    different = stale(snapshot, wanted)
    if not check:
        write_schemas(root, wanted)
    for path in different:
        click.echo(f"{path}")
    if check and different:
        click.echo("tenantry: schemas/ is stale; `tenantry schema` writes it anew", err=True)
    return 4 if check and different else 0
