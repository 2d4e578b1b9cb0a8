"""`tenantry compile`."""

from __future__ import annotations

from pathlib import Path

import click

from tenantry.cli.common import Common, common_options, format_of, say
from tenantry.cli.compiled import compiled, complain, repository
from tenantry.cli.outcome import Outcome, check_targets
from tenantry.write import differences, write


@click.command("compile")
@click.option("--out", type=click.Path(path_type=Path), default=Path("build"), metavar="DIR", help="Default: build.")
@click.option("--target", "targets", multiple=True, metavar="NAME", help="Render only this target; may be repeated.")
@click.option("--check", is_flag=True, help="Write nothing; exit 4 if DIR differs.")
@click.option("--ref", metavar="REF", help="Read a commit instead of the worktree.")
@common_options
def command(*, out: Path, targets: tuple[str, ...], check: bool, ref: str | None, common: Common) -> int:
    """Validate, render and write the build tree, or nothing where there is an error.

    DIR is relative to the current folder and is replaced as a whole. Formats: text, json.
    """
    form = format_of(common, ("text", "json"))
    check_targets(targets)
    result = compiled(repository(common), ref=ref, only=targets)
    outcome = Outcome.of(result, out, check=check)
    complain(common, result)
    if not result.failed and check:
        outcome = outcome.with_differences(differences(result.artifacts, outcome.provenance, out))
    elif not result.failed:
        say(f"writing {out}")
        write(result.artifacts, outcome.provenance, out)
    click.echo(outcome.text(form, quiet=bool(common.quiet)), nl=False)
    return outcome.exit_code
