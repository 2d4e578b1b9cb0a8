"""`tenantry validate`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from tenantry.cli.cache import Effort, effort_options
from tenantry.cli.common import Common, colored, common_options, format_of
from tenantry.cli.compiled import compiled, instant, repository
from tenantry.cli.known import known, report_of
from tenantry.cli.paths import below
from tenantry.diagnostics import Severity
from tenantry.diagnostics.baseline import only_new
from tenantry.report import FORMATS


@click.command("validate")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option("--only-new", "base", metavar="BASE", help="Report only problems that this commit has not.")
@click.option("--strict", is_flag=True, help="Warnings fail as errors do.")
@click.option("--as-of", metavar="TIME", help="Judge dates as of this time. Default: now.")
@effort_options
@common_options
def command(  # noqa: PLR0913 (one for each option)
    *, paths: tuple[Path, ...], base: str | None, strict: bool, as_of: str | None, effort: Effort, common: Common
) -> int:
    """Report every problem of the whole repository in one run.

    With PATHs only problems in these files or folders are reported. Formats: text, json, github, sarif, gitlab, junit.
    """
    form = format_of(common, tuple(FORMATS))
    root, time = repository(common), instant(as_of) or datetime.now(UTC)
    state = known(root, effort.cache(root), as_of=time, jobs=effort.jobs)
    shown = below(root, paths, state.diagnostics)
    if base is not None:
        shown = only_new(shown, compiled(root, ref=base, as_of=time).diagnostics)
    color = colored(common)
    if shown or form != "text" or not common.quiet:
        click.echo(FORMATS[form](report_of(state, shown), color=color), nl=False, color=color)
    return int(any(strict or problem.severity is Severity.ERROR for problem in shown))
