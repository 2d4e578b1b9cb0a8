"""`tenantry init`."""

from __future__ import annotations

from pathlib import Path

import click

from tenantry.cli.common import Common, common_options, format_of
from tenantry.scaffold import write_scaffold


@click.command("init")
@click.argument("folder", metavar="[DIR]", default=Path(), type=click.Path(path_type=Path))
@common_options
def command(folder: Path, common: Common) -> int:
    """Write a small working config repository, with CI files, into an empty or new folder.

    Default: the current folder.
    """
    format_of(common, ("text",))
    target = folder if common.directory is None else common.directory / folder
    written = write_scaffold(target)
    if not common.quiet:
        for path in written:
            click.echo(path)
        click.echo(f"\nnext: tenantry -C {target} validate && tenantry -C {target} compile", err=True)
    return 0
