"""`tenantry rollout start`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from tenantry.actions import Edits, rollout
from tenantry.actions.waves import read_waves
from tenantry.cli.acting import Way, act
from tenantry.cli.common import Common
from tenantry.cli.rollout.options import on_channel
from tenantry.model.declared import Declarations
from tenantry.model.snapshot import Snapshot


@click.command("start")
@on_channel
@click.argument("release")
@click.option(
    "--waves", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE", help="YAML with `waves:`."
)
def command(  # noqa: PLR0913 (one for each option)
    *, integration: str, channel: str, release: str, waves: Path | None, as_of: str | None, common: Common
) -> int:
    """Send a channel on its way to RELEASE. No tenant moves before the first wave is let through.

    Waves: those of --waves, else the integration's, else everyone at once. Formats: text, json.
    """
    chosen = read_waves(str(waves), waves.read_bytes()) if waves else None

    def edit(snapshot: Snapshot, declarations: Declarations, at: datetime) -> Edits:
        del at
        found = rollout.Channel.find(snapshot, declarations, integration, channel)
        return rollout.start(found, release, waves=chosen)

    return act(common, edit, Way(as_of=as_of))
