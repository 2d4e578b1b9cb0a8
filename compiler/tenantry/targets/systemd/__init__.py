"""Target: a systemd timer for each tenant, and the template service that they start."""

from tenantry.targets.systemd.check import check
from tenantry.targets.systemd.options import Options
from tenantry.targets.systemd.render import render
from tenantry.targets.target import Target, checks_apart

__all__ = ["TARGET"]

TARGET = Target(
    name="systemd",
    title="systemd timers, and a template service that starts `tenantry run`",
    options=Options,
    limits=(
        "When clocks change, fixed times in the gap do not fire, and a schedule that follows the running clock fires "
        "once in a repeated hour; warned about with dates. One that means every hour of every day is kept, in UTC.",
        "Where a gap begins within an hour (Chatham), systemd's search fails and stops the timer: refused.",
        "A start that falls into a run of the same tenant is left out, and is not made up for.",
        "A tenant's own timeout is kept by `tenantry run`; the service, which all tenants share, stops a run a minute "
        "after the longest of them.",
        "A unit's name has at most 255 characters, and hyphens in an instance take four: a tenant beyond is refused.",
        "Zones are the host's: newer Debian keeps old names such as US/Eastern in the package tzdata-legacy.",
    ),
    check=check,
    render=render,
    apart=checks_apart,
)
