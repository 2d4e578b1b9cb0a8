"""`tenantry rollout finish`."""

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


@click.command("finish")
@with_results
@on_channel
def command(  # noqa: PLR0913 (one for each option)
    *, integration: str, channel: str, as_of: str | None, results: Path | None, most: float, common: Common
) -> int:
    """Point the channel to the new release and end the rollout, after its last wave and its soak.

    Formats: text, json.
    """

    def edit(snapshot: Snapshot, declarations: Declarations, at: datetime) -> Edits:
        return rollout.finish(rollout.Channel.find(snapshot, declarations, integration, channel))

    gate = results_gate(integration, channel, signal(results, most))
    return act(common, edit, Way(as_of=as_of, gate=gate))
