"""What Debian's cron cannot do as declared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from tenantry.diagnostics import Diagnostic, codes
from tenantry.targets.crontab.options import Options
from tenantry.targets.crontab.render import command
from tenantry.targets.crontab.zone import cron_lines
from tenantry.targets.target import Work
from tenantry.targets.warnings import clock_changes

COMMAND_LIMIT: Final = 998
"""Most bytes of a command; the daemon ignores the whole file for one that is longer (MAX_COMMAND, measured)."""


def check(work: Work, as_of: datetime) -> Iterator[Diagnostic]:
    """Schedules of zones that the daemon's zone cannot stand for, clock changes of that zone, too long lines."""
    options: Options = work.options
    for installation in work.installations:
        lines = cron_lines(installation, options)
        zone = installation.schedule.timezone
        if lines is None:
            yield Diagnostic(
                code=codes.NOT_EXPRESSIBLE,
                message=f"target crontab cannot express a schedule of {zone} in the daemon's zone {options.timezone}",
                span=installation.origins["schedule"][0].span,
                help="set the option `timezone` of target crontab to the host's zone, or move the tenant to that zone",
                tenants=(installation.id,),
            )
            continue
        if max(len(command(line, installation, options).encode()) for line in lines) > COMMAND_LIMIT:
            yield Diagnostic(
                code=codes.ARTIFACT_TOO_LARGE,
                message=f"the command of {installation.id} has more than {COMMAND_LIMIT} bytes, and cron would ignore "
                "the whole file",
                span=work.option("command"),
                help="choose a shorter `command` or `build`, as a script on the host",
                tenants=(installation.id,),
            )
        if zone == options.timezone:
            yield from clock_changes(installation, "debian-cron", "crontab", as_of=as_of)
