"""`tenantry runs`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tenantry.cli.common import Common, colored, common_options, format_of
from tenantry.cli.compiled import instant
from tenantry.diagnostics import nearest
from tenantry.errors import UsageError
from tenantry.report.escape import json_text
from tenantry.report.runs import FORMATS, history, results
from tenantry.runner.sqlite import FILE, opened


@click.command("runs")
@click.argument("tenant", required=False)
@click.option(
    "--state", type=click.Path(path_type=Path), default=".tenantry", metavar="DIR", help="Default: .tenantry."
)
@click.option("--limit", type=click.IntRange(min=1), default=20, metavar="N", help="Newest runs to show. Default: 20.")
@click.option(
    "--results",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also write how many runs failed, by tenant and release, for gates of rollouts; - for stdout alone.",
)
@click.option("--since", metavar="TIME", help="For --results: count runs that began then or later.")
@common_options
def command(tenant: str | None, *, state: Path, file: Path | None, common: Common, **asked: Any) -> int:
    """Show how runs on this machine went, the newest first; of TENANT or of all. Formats: text, json."""
    form = format_of(common, tuple(FORMATS))
    since = instant(asked["since"])
    if since is not None and file is None:
        raise UsageError("--since is for --results FILE")
    if not (state / FILE).is_file():
        raise UsageError(f"there is no history in '{state}'", "name the folder that tenantry run has as --state")
    with opened(state) as kept:
        found = history(kept.runs(tenant, limit=asked["limit"]))
        if tenant is not None and not found.runs:
            raise UsageError(f"there is no run of '{tenant}' in '{state}'", nearest(tenant, kept.tenants()))
        if file is not None:
            _write(file, json_text(results(kept.tallies(tenant, since=since)).model_dump()))
    if str(file) != "-":
        color = colored(common)
        click.echo(FORMATS[form](found, color=color), nl=False, color=color)
    return 0


def _write(file: Path, text: str) -> None:
    if str(file) == "-":
        click.echo(text, nl=False)
        return
    try:
        part = file.with_name(f".{file.name}.part")
        part.write_text(text, encoding="utf-8")
        part.replace(file)
    except OSError as error:
        raise UsageError(f"'{file}' cannot be written: {error.strerror}") from None
