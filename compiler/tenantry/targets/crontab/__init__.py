"""Target: one file for Debian's cron, in the form of /etc/cron.d."""

from tenantry.targets.crontab.check import check
from tenantry.targets.crontab.options import Options
from tenantry.targets.crontab.render import render
from tenantry.targets.target import Target, checks_apart

__all__ = ["TARGET"]

TARGET = Target(
    name="crontab",
    title="A crontab for Debian's cron (/etc/cron.d), which starts `tenantry run`",
    options=Options,
    limits=(
        "The daemon knows one zone: schedules of another are converted where neither changes its clocks, or where "
        "every hour of every day is meant; else refused.",
        "Several fixed times in one gap are each started at its end, one right after another; warned about with dates.",
        "A start that was missed while the host was down is not made up for.",
        "A file holds at most 10,000 lines and a command 998 bytes: there are further files `tenantry-2` and so on; "
        "longer commands are refused.",
        "A paused tenant stands there as a comment.",
        "One run at a time and the timeout are kept by `tenantry run`, not by cron.",
    ),
    check=check,
    render=render,
    apart=checks_apart,
)
