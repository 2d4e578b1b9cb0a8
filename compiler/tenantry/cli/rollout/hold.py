"""`tenantry rollout hold`."""

from __future__ import annotations

from datetime import datetime

import click

from tenantry.actions import Edits, rollout
from tenantry.cli.acting import Way, act
from tenantry.cli.common import Common
from tenantry.cli.rollout.options import on_channel
from tenantry.model.declared import Declarations
from tenantry.model.snapshot import Snapshot


@click.command("hold")
@click.option("--reason", required=True, metavar="TEXT", help="Why.")
@click.option("--owner", required=True, metavar="WHO", help="Who resumes it, as in @acme/oncall.")
@on_channel
def command(  # noqa: PLR0913 (one for each option)
    *, integration: str, channel: str, as_of: str | None, reason: str, owner: str, common: Common
) -> int:
    """Stop a rollout until somebody resumes it. Formats: text, json."""

    def edit(snapshot: Snapshot, declarations: Declarations, at: datetime) -> Edits:
        return rollout.hold(
            rollout.Channel.find(snapshot, declarations, integration, channel), reason=reason, owner=owner, at=at
        )

    return act(common, edit, Way(as_of=as_of))
