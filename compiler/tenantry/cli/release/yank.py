"""`tenantry release yank`."""

from __future__ import annotations

from datetime import datetime

import click

from tenantry.actions import Edits, release
from tenantry.cli.acting import Way, act
from tenantry.cli.common import Common, common_options
from tenantry.model.declared import Declarations, Status
from tenantry.model.snapshot import Snapshot


@click.command("yank")
@click.argument("integration")
@click.argument("version")
@click.option("--reason", required=True, metavar="TEXT", help="Why.")
@common_options
def command(*, integration: str, version: str, reason: str, common: Common) -> int:
    """Mark a release that nobody may run; the plan says who must move, and `validate` fails until they have.

    Formats: text, json.
    """

    def edit(snapshot: Snapshot, declarations: Declarations, at: datetime) -> Edits:
        del at
        found = release.Recorded.find(snapshot, declarations, integration, version)
        return release.mark(found, status=Status.YANKED, reason=reason)

    return act(common, edit, Way(errors_pass=True))
