"""`tenantry rollout advance`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from tenantry.actions import Edits, rollout
from tenantry.cli.acting import Way, act
from tenantry.cli.common import Common
from tenantry.cli.rollout.options import on_channel, signal, with_results
from tenantry.cli.rollout.standing import results_gate
from tenantry.model.declared import Declarations
from tenantry.model.snapshot import Snapshot


@click.command("advance")
@click.option("--if-open", is_flag=True, help="A closed gate is no failure: for a job that tries now and then.")
@with_results
@on_channel
def command(  # noqa: PLR0913 (one for each option)
    *,
    integration: str,
    channel: str,
    as_of: str | None,
    if_open: bool,
    results: Path | None,
    most: float,
    common: Common,
) -> int:
    """Let the next wave through, if soak, freezes, holds and the guard allow it.

    Exits 5 where a gate is closed; with --if-open, 0 and nothing is written. Formats: text, json.
    """

    def edit(snapshot: Snapshot, declarations: Declarations, at: datetime) -> Edits:
        return rollout.advance(rollout.Channel.find(snapshot, declarations, integration, channel), at=at)

    gate = results_gate(integration, channel, signal(results, most))
    return act(common, edit, Way(as_of=as_of, if_open=if_open, gate=gate))
