"""`tenantry plan`."""

from __future__ import annotations

import click

from tenantry.cli.cache import Effort, effort_options
from tenantry.cli.common import Common, colored, common_options, format_of
from tenantry.cli.compiled import instant, repository
from tenantry.cli.planned import exit_code, planned
from tenantry.report.plan import FORMATS, MAX_BYTES, Asked


@click.command("plan")
@click.argument("base")
@click.argument("head", required=False)
@click.option("--exit-code", "told", is_flag=True, help="Exit 4 if there are changes.")
@click.option("--max-bytes", type=click.IntRange(min=1000), default=MAX_BYTES, metavar="N", help="Limit of markdown.")
@click.option("--as-of", metavar="TIME", help="Judge freezes, gates and overrides as of this time. Default: now.")
@effort_options
@common_options
def command(  # noqa: PLR0913 (one for each option)
    *, base: str, head: str | None, told: bool, max_bytes: int, as_of: str | None, effort: Effort, common: Common
) -> int:
    """Tell what a merge would do: the difference in meaning from BASE to HEAD, and whether guard and gates allow it.

    BASE is a commit, branch or tag; HEAD defaults to the worktree. Formats: text, json, markdown, html.
    """
    form = format_of(common, tuple(FORMATS))
    root = repository(common)
    found, _ = planned(root, base, head, as_of=instant(as_of), effort=effort)
    asked = Asked(color=colored(common), max_bytes=max_bytes, verbose=bool(common.verbose))
    click.echo(FORMATS[form](found, asked), nl=False, color=asked.color)
    return exit_code(found, told=told)
