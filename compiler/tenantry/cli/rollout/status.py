"""`tenantry rollout status`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from tenantry.cli.acting import state_of
from tenantry.cli.common import Common, colored, common_options, format_of
from tenantry.cli.compiled import complain, instant
from tenantry.cli.group import PROBLEMS
from tenantry.cli.rollout.options import signal, with_results
from tenantry.cli.rollout.standing import standings
from tenantry.report.rollout import FORMATS


@click.command("status")
@click.argument("integration", required=False)
@click.argument("channel", required=False)
@click.option("--as-of", metavar="TIME", help="Judge soaks and freezes as of this time. Default: now.")
@with_results
@common_options
def command(  # noqa: PLR0913 (one for each option)
    *,
    integration: str | None,
    channel: str | None,
    as_of: str | None,
    results: Path | None,
    most: float,
    common: Common,
) -> int:
    """Show how far rollouts are: waves, tenants, gates, and when the next step is possible. Formats: text, json."""
    form = format_of(common, tuple(FORMATS))
    at = instant(as_of) or datetime.now(UTC)
    _, state, declarations = state_of(common, at)
    if declarations is None:
        complain(common, state)
        return PROBLEMS
    told = signal(results, most)
    found = standings(state, declarations, (integration, channel), as_of=at, signal=told)
    color = colored(common)
    click.echo(FORMATS[form](found, as_of=at, color=color), nl=False, color=color)
    return 0
