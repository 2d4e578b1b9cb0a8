"""`tenantry rollout abort`."""

from __future__ import annotations

from datetime import datetime

import click

from tenantry.actions import Edits, rollout
from tenantry.cli.acting import Way, act
from tenantry.cli.common import Common
from tenantry.cli.rollout.options import on_channel
from tenantry.model.declared import Declarations
from tenantry.model.snapshot import Snapshot


@click.command("abort")
@on_channel
def command(*, integration: str, channel: str, as_of: str | None, common: Common) -> int:
    """End the rollout: every tenant on the channel returns to the release that it came from. Formats: text, json."""

    def edit(snapshot: Snapshot, declarations: Declarations, at: datetime) -> Edits:
        return rollout.abort(rollout.Channel.find(snapshot, declarations, integration, channel))

    return act(common, edit, Way(as_of=as_of))
