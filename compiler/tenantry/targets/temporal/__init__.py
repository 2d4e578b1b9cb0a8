"""Target: schedule definitions for Temporal, which `tenantry apply temporal` brings to a server."""

from tenantry.targets.target import Target, nothing_common, renders_apart
from tenantry.targets.temporal.apply import connect
from tenantry.targets.temporal.check import check
from tenantry.targets.temporal.options import Options
from tenantry.targets.temporal.render import render

__all__ = ["TARGET"]

TARGET = Target(
    name="temporal",
    title="Temporal schedules, brought to a server by `tenantry apply temporal`",
    options=Options,
    limits=(
        "Fixed times that a clock change skips are not run; those that come twice run the second time, or twice.",
        "The server has a tz database of its own; `timezone_data` sends along the zones' rules of the compiler.",
        "A schedule of intervals shows its times less what is excluded; its note says what was declared.",
        "A run whose start is missed for longer than `catchup_window` is not made up for.",
    ),
    check=check,
    render=render,
    apart=renders_apart,
    common=nothing_common,
    apply=connect,
)
