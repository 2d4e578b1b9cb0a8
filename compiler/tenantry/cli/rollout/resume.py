"""`tenantry rollout resume`."""

from __future__ import annotations

from datetime import datetime

import click

from tenantry.actions import Edits, rollout
from tenantry.cli.acting import Way, act
from tenantry.cli.common import Common
from tenantry.cli.rollout.options import on_channel
from tenantry.model.declared import Declarations
from tenantry.model.snapshot import Snapshot


@click.command("resume")
@on_channel
def command(*, integration: str, channel: str, as_of: str | None, common: Common) -> int:
    """End the hold of a rollout. Formats: text, json."""

    def edit(snapshot: Snapshot, declarations: Declarations, at: datetime) -> Edits:
        return rollout.resume(rollout.Channel.find(snapshot, declarations, integration, channel))

    return act(common, edit, Way(as_of=as_of))
