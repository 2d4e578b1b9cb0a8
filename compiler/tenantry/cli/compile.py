"""`tenantry compile`."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from tenantry.cli.built import built
from tenantry.cli.cache import Cache, Effort, effort_options
from tenantry.cli.common import Common, common_options, format_of
from tenantry.cli.compiled import print_problems, repository
from tenantry.cli.outcome import check_targets
from tenantry.cli.placed import Asked


@click.command("compile")
@click.option("--out", type=click.Path(path_type=Path), default=Path("build"), metavar="DIR", help="Default: build.")
@click.option("--target", "targets", multiple=True, metavar="NAME", help="Render only this target; may be repeated.")
@click.option("--check", is_flag=True, help="Write nothing; exit 4 if DIR differs.")
@click.option("--ref", metavar="REF", help="Read a commit instead of the worktree.")
@effort_options
@common_options
def command(  # noqa: PLR0913 (one for each option)
    *, out: Path, targets: tuple[str, ...], check: bool, ref: str | None, effort: Effort, common: Common
) -> int:
    """Validate, render and write the build tree, or nothing where there is an error.

    DIR is relative to the current folder and is replaced as a whole. Formats: text, json.
    """
    form = format_of(common, ("text", "json"))
    check_targets(targets)
    root = repository(common)
    cache = effort.cache(root) if ref is None and not targets else Cache(folder=None)
    asked = Asked(root=root, ref=ref, only=targets, out=out, check=check, jobs=effort.jobs, cache=cache)
    outcome = built(asked, partial(print_problems, common))
    click.echo(outcome.text(form, quiet=bool(common.quiet)), nl=False)
    return outcome.exit_code
