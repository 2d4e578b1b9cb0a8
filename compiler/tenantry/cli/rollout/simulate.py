"""`tenantry rollout simulate`."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from tenantry.cli.acting import state_of
from tenantry.cli.common import Common, colored, format_of
from tenantry.cli.compiled import complain, instant
from tenantry.cli.group import PROBLEMS
from tenantry.cli.rollout.options import on_channel
from tenantry.cli.rollout.standing import standings
from tenantry.errors import UsageError
from tenantry.report.timeline import FORMATS, Simulated
from tenantry.rollouts import simulate
from tenantry.schedule.zones import zone


@click.command("simulate")
@on_channel
@click.option(
    "--speed", type=click.FloatRange(0.01, 1000), default=1.0, metavar="N", help="Soaks are N times as short."
)
@click.option("--timezone", metavar="ZONE", help="The clocks to show. Default: the repository's.")
def command(  # noqa: PLR0913 (one for each option)
    *, integration: str, channel: str, speed: float, timezone: str | None, as_of: str | None, common: Common
) -> int:
    """Show the dated timeline of a rollout, each step at the first time at which soaks and freezes allow it.

    Formats: text, json.
    """
    form = format_of(common, tuple(FORMATS))
    at = instant(as_of) or datetime.now(UTC)
    if timezone is not None and zone(timezone) is None:
        raise UsageError(f"'{timezone}' is not a time zone of the IANA database", "as in Europe/Berlin")
    _, state, declarations = state_of(common, at)
    if declarations is None:
        complain(common, state)
        return PROBLEMS
    settings = declarations.settings
    found = standings(state, declarations, (integration, channel), as_of=at)[0].progress
    events = list(simulate(found, settings, as_of=at, speed=speed))
    shown = Simulated(
        progress=found, events=events, as_of=at, timezone=timezone or settings.model.timezone, speed=speed
    )
    color = colored(common)
    click.echo(FORMATS[form](shown, color=color), nl=False, color=color)
    return 0
