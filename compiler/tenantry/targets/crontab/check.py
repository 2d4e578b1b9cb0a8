"""What Debian's cron cannot do as declared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tenantry.diagnostics import Diagnostic, codes
from tenantry.targets.crontab.options import Options
from tenantry.targets.crontab.zone import cron_lines
from tenantry.targets.target import Work


def check(work: Work, as_of: datetime) -> Iterator[Diagnostic]:
    """Schedules of zones that the daemon's zone cannot stand for. In its own zone Debian's cron keeps the meaning on
    every clock change."""
    del as_of
    options: Options = work.options
    for installation in work.installations:
        if cron_lines(installation, options) is None:
            zone = installation.schedule.timezone
            yield Diagnostic(
                code=codes.NOT_EXPRESSIBLE,
                message=f"target crontab cannot express a schedule of {zone} in the daemon's zone {options.timezone}",
                span=installation.origins["schedule"][0].span,
                help="set the option `timezone` of target crontab to the host's zone, or move the tenant to that zone",
                tenants=(installation.id,),
            )
