"""The artifact of the target crontab."""

from __future__ import annotations

from collections.abc import Iterator

from tenantry.model.artifact import Artifact
from tenantry.model.resolved import Installation
from tenantry.targets.crontab.options import Options
from tenantry.targets.crontab.shift import Line
from tenantry.targets.crontab.zone import cron_lines
from tenantry.targets.target import Work

_HEAD = """\
# Rendered by tenantry: changes here are lost. Install as /etc/cron.d/tenantry on a host whose zone is {zone}.
SHELL=/bin/sh
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
MAILTO=""
"""


def render(work: Work) -> Iterator[Artifact]:
    """One file: a comment and its lines for each tenant."""
    options: Options = work.options
    parts = [_HEAD.format(zone=options.timezone)]
    for installation in work.installations:
        parts.append(_tenant(installation, options))
    yield Artifact(path="crontab/tenantry", content="\n".join(parts).encode(), target=work.target, tenant=None)


def _tenant(installation: Installation, options: Options) -> str:
    """Sources may hold anything that fits in one line; the comment keeps to one line because YAML allows no other
    control character than a line feed, which is written as a space."""
    schedule = installation.schedule
    source = " ".join(schedule.source.split())
    paused = "#paused " if schedule.paused else ""
    lines = [f"# {installation.id}: {source}, {schedule.timezone}"]
    lines += [f"{paused}{_line(line, installation, options)}" for line in cron_lines(installation, options) or ()]
    return "".join(f"{line}\n" for line in lines)


def _line(line: Line, installation: Installation, options: Options) -> str:
    """No part of a command may hold a character that cron or the shell reads; % is written \\%."""
    command = f"{options.command} {installation.id} --build {options.build}"
    if line.only_on:
        days = "|".join(str(day) for day in line.only_on)
        command = f'case "$(date +\\%w)" in {days}) {command};; esac'
    return f"{line.cron} {options.user} {command}"
