"""`tenantry schedule next`."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice

import click

from tenantry.cli.common import Common, colored, common_options, format_of
from tenantry.cli.compiled import compiled, complain, instant, repository
from tenantry.cli.tenant import find_tenant
from tenantry.report.fires import FORMATS
from tenantry.schedule.fires import fires


@click.command("next")
@click.argument("tenant")
@click.option("--from", "start", metavar="TIME", help="Show fires after this time. Default: now.")
@click.option("--count", metavar="N", type=click.IntRange(1, 10_000), default=5, show_default=True, help="How many.")
@common_options
def command(tenant: str, start: str | None, count: int, common: Common) -> int:
    """Show when a tenant fires next, in its zone and in UTC.

    TENANT is an id such as shopify-netsuite/acme, or the path of the tenant's file. TIME is a date or a time, in UTC
    where it names no zone; a fire at that very time is not shown. Formats: text, json.
    """
    form = format_of(common, tuple(FORMATS))
    after = instant(start) or datetime.now(UTC)
    root = repository(common)
    result = compiled(root)
    installation = find_tenant(result, root, tenant)
    if installation is None:
        complain(common, result)
        return 1
    schedule = installation.schedule
    found = list(islice(fires(schedule.meaning, schedule.timezone, start=after), count))
    color = colored(common)
    click.echo(FORMATS[form](installation, found, color=color), nl=False, color=color)
    return 0
