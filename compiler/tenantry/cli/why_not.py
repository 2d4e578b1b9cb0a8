"""`tenantry why-not`."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from tenantry.cli.acting import state_of
from tenantry.cli.common import Common, colored, common_options, format_of
from tenantry.cli.compiled import complain, instant
from tenantry.cli.group import PROBLEMS
from tenantry.cli.tenant import find_tenant
from tenantry.diagnostics import nearest
from tenantry.errors import UsageError
from tenantry.report.why import WHY_NOT
from tenantry.rollouts import why_not


@click.command("why-not")
@click.argument("tenant")
@click.argument("release")
@click.option("--as-of", metavar="TIME", help="Judge soaks and freezes as of this time. Default: now.")
@common_options
def command(tenant: str, release: str, as_of: str | None, common: Common) -> int:
    """Tell each gate that keeps TENANT from RELEASE, its state, and when or how it opens. Formats: text, json."""
    form = format_of(common, tuple(WHY_NOT))
    at = instant(as_of) or datetime.now(UTC)
    root, state, declarations = state_of(common, at)
    installation = find_tenant(state, root, tenant)
    if installation is None or declarations is None:
        complain(common, state)
        return PROBLEMS
    releases = declarations.releases.get(installation.integration, {})
    if release not in releases:
        raise UsageError(f"{installation.integration} has no release '{release}'", nearest(release, releases))
    found = why_not(state, declarations, installation, release, as_of=at)
    color = colored(common)
    click.echo(WHY_NOT[form](found, color=color), nl=False, color=color)
    return 0
