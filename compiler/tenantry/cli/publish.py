"""`tenantry publish`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import click

from tenantry.cli.common import FILE, Common, colored, common_options, format_of
from tenantry.cli.compiled import complain, instant, repository, warn
from tenantry.cli.group import CLEAN, PROBLEMS, REFUSED
from tenantry.cli.published import BRANCH, REMOTE, Source, published
from tenantry.diagnostics import Severity
from tenantry.model.publication import Publication, Status
from tenantry.report.plan import Asked
from tenantry.report.publish import FORMATS


@click.command("publish")
@click.option("--ref", default="HEAD", metavar="REF", help="The commit to publish. Default: HEAD.")
@click.option("--branch", metavar="NAME", help=f"The branch to publish to. Default: {BRANCH}.")
@click.option("--remote", "name", metavar="NAME|URL", help=f"Where it is. Default: {REMOTE}.")
@click.option("--oci", metavar="REF", help="Publish to this tag of a registry, not to a branch.")
@click.option("--expect", metavar="DIGEST", help="Refuse any plan but this one (exit 5).")
@click.option("--dry-run", is_flag=True, help="Tell the plan from what is published; write nothing.")
@click.option("--sign", "key", type=FILE, metavar="KEY", help="Sign the provenance with this ssh key.")
@click.option("--as-of", metavar="TIME", help="Judge freezes, gates and overrides as of this time. Default: now.")
@common_options
def command(*, ref: str, as_of: str | None, common: Common, **asked: Any) -> int:
    """Write the compiled tree of a commit to a git branch, as one commit, if guard and gates let the plan pass.

    Git's settings and credentials are those of the caller. Formats: text, json.
    """
    form = format_of(common, tuple(FORMATS))
    if asked["oci"] is not None and (asked["branch"] is not None or asked["name"] is not None):
        raise click.UsageError("--oci publishes to a registry, --branch and --remote to git: choose one")
    source = Source(repository(common), ref, instant(as_of) or datetime.now(UTC))
    complain(common, source.compiled)
    return PROBLEMS if source.compiled.failed else tell(published(source, **asked), form, common)


def tell(done: Publication, form: str, common: Common) -> int:
    """Prints a publish, drift on stderr; 1 where drift is an error, 5 where the plan was refused or the race was lost,
    else 0."""
    color, asked = colored(common), Asked(color=colored(common), verbose=bool(common.verbose))
    warn(common, done.drift)
    if common.quiet and form == "text" and done.status in (Status.PUBLISHED, Status.UNCHANGED):
        click.echo(done.digest or done.commit or done.parent)
    else:
        click.echo(FORMATS[form](done, asked), nl=False, color=color)
    if any(problem.severity is Severity.ERROR for problem in done.drift):
        return PROBLEMS
    return REFUSED if done.status in (Status.REFUSED, Status.LOST) else CLEAN
