"""`tenantry schedule load`."""

from __future__ import annotations

from datetime import UTC, datetime
from shutil import get_terminal_size

import click

from tenantry.cli.common import Common, colored, common_options, format_of
from tenantry.cli.compiled import compiled, complain, instant, repository
from tenantry.diagnostics import nearest
from tenantry.errors import UsageError
from tenantry.report.load import fleet_load
from tenantry.report.load_text import FORMATS
from tenantry.schedule.fleet import Window
from tenantry.schedule.zones import known_zone, zone_names


@click.command("load")
@click.option("--timezone", "zone", metavar="ZONE", help="Hours of this zone. Default: the repository's `timezone`.")
@click.option("--from", "start", metavar="TIME", help="The first day, as a date or a time. Default: today.")
@click.option(
    "--weeks", metavar="N", type=click.IntRange(1, 520), default=52, show_default=True, help="How many weeks to count."
)
@common_options
def command(zone: str | None, start: str | None, weeks: int, common: Common) -> int:
    """Show how many runs start and are going on: by hour of the day and of the week, at the peak, by integration.

    Counted over whole weeks, clock changes and rare days with them. Runs at once follow from `limits.typical_run`;
    paused tenants do not run. Formats: text, json.
    """
    form = format_of(common, tuple(FORMATS))
    result = compiled(repository(common))
    if result.declarations is None or result.failed:
        complain(common, result)
        return 1
    chosen = _zone(zone or result.declarations.settings.model.timezone)
    files = {name: declared.model for name, declared in result.declarations.integrations.items()}
    window = _window(instant(start) or datetime.now(UTC), chosen, weeks)
    load = fleet_load(result.installations, files, window=window, zone=chosen)
    color = colored(common)
    click.echo(FORMATS[form](load, color=color, width=get_terminal_size().columns), nl=False, color=color)
    return 0


def _zone(name: str) -> str:
    if name not in zone_names():
        raise UsageError(f"there is no time zone '{name}'", nearest(name, zone_names()))
    return name


def _window(start: datetime, zone: str, weeks: int) -> Window:
    """From the midnight before a time on, on a zone's clocks."""
    local = start.astimezone(known_zone(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    return Window(start=local.astimezone(UTC), days=7 * weeks)
