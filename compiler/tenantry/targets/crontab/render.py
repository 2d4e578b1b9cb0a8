"""Artifacts of the target crontab."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Final

from tenantry.model.artifact import Artifact
from tenantry.model.resolved import Installation
from tenantry.targets.crontab.options import Options
from tenantry.targets.crontab.shift import Line
from tenantry.targets.crontab.zone import cron_lines
from tenantry.targets.runner import words
from tenantry.targets.target import Work

LINES: Final = 10_000
"""Most lines of a file, comments included; the daemon ignores a longer one as a whole (crontab(5), measured)."""
_HEAD: Final = """\
# Rendered by tenantry: changes here are lost. Install as /etc/cron.d/{name} on a host whose zone is {zone}.
SHELL=/bin/sh
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
MAILTO=""
"""


def render(work: Work) -> Iterator[Artifact]:
    """One file, with a comment and its lines for each tenant; further ones for what does not fit into it. Their names
    have no dot, as the daemon passes over files that have (cron(8))."""
    options: Options = work.options
    files: list[list[str]] = [[]]
    count = _HEAD.count("\n")
    for installation in work.installations:
        block = _tenant(installation, options)
        if count + block.count("\n") > LINES:
            files.append([])
            count = _HEAD.count("\n")
        files[-1].append(block)
        count += block.count("\n")
    for number, blocks in enumerate(files, 1):
        name = "tenantry" if number == 1 else f"tenantry-{number}"
        head = _HEAD.format(name=name, zone=options.timezone)
        yield Artifact(path=f"crontab/{name}", content="".join([head, *blocks]).encode(), target=work.target)


def _tenant(installation: Installation, options: Options) -> str:
    """An empty line, a comment, and the tenant's lines. Sources may hold line breaks, which are written as spaces."""
    schedule = installation.schedule
    source = " ".join(schedule.source.split())
    paused = "#paused " if schedule.paused else ""
    lines = ["", f"# {installation.id}: {source}, {schedule.timezone}"]
    lines += [
        f"{paused}{line.cron} {options.user} {command(line, installation, options)}"
        for line in cron_lines(installation, options) or ()
    ]
    return "".join(f"{line}\n" for line in lines)


def command(line: Line, installation: Installation, options: Options) -> str:
    """What the line runs, as cron reads it."""
    run = shlex.join([*words(options.command), installation.id, "--build", options.build])
    if line.only_on:
        days = "|".join(str(day) for day in line.only_on)
        run = f'case "$(date +%w)" in {days}) {run};; esac'
    return as_cron_reads(run)


def as_cron_reads(text: str) -> str:
    """A command that reaches the shell as it is: cron ends it at a % and reads a backslash before % and before another
    one as an escape, inside quotes too (do_command.c, measured)."""
    return text.replace("\\", "\\\\").replace("%", "\\%")
