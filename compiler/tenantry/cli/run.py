"""`tenantry run`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final

import click

from tenantry.cli.code import config_of
from tenantry.cli.common import Common, colored, common_options, format_of
from tenantry.cli.running import outcome, planned, ran, trigger_of
from tenantry.report.escape import json_text, terminal
from tenantry.report.runs import DRY
from tenantry.runner.artifact import Runtime, read_runtime
from tenantry.runner.code import BuildFailed, Code
from tenantry.runner.lock import AlreadyHeld
from tenantry.runner.phases import EXIT, Phase
from tenantry.runner.sync import Result
from tenantry.secrets.stores.store import Missing

BUSY: Final = 5
INTERRUPTED: Final = 130
FOLDER: Final = click.Path(path_type=Path)


@click.command("run")
@click.argument("tenant")
@click.option("--mode", type=click.Choice(["init", "normal", "webhook"]), default="normal", help="Default: normal.")
@click.option("--payload", type=FOLDER, metavar="FILE", help="The body of the webhook, for mode webhook.")
@click.option(
    "--trigger",
    type=click.Choice(["cron", "manual", "api", "webhook"]),
    help="What asks for the run. Default: webhook in that mode, manual on a terminal, else cron.",
)
@click.option("--build", "build", type=FOLDER, default="build", metavar="DIR", help="The build tree. Default: build.")
@click.option("--workdir", type=FOLDER, metavar="DIR", help="The release's code, ready to run, where it is there.")
@click.option(
    "--state", type=FOLDER, default=".tenantry", metavar="DIR", help="History, logs and code. Default: .tenantry."
)
@click.option("--dry-run", is_flag=True, help="Show the command and where each variable comes from; run nothing.")
@common_options
def command(tenant: str, *, build: Path, dry_run: bool, common: Common, **asked: Any) -> int:
    """Run one sync of a tenant on this machine, from its runtime artifact.

    The last line that the command writes to stdout is printed. Exits 1 where the command fails, 124 where it takes too
    long, 5 where a run of the tenant is under way, 6 where the vault fails. Formats: text, json.
    """
    form = format_of(common, tuple(DRY))
    trigger = trigger_of(asked["mode"], asked["trigger"], asked["payload"])
    runtime = read_runtime(build, tenant)
    config = config_of(common, runtime)
    code = Code(
        integration=runtime.tenant.integration,
        commit=runtime.release.commit,
        build=runtime.release.build,
        origin=config.origin,
        workdir=asked["workdir"],
        state=asked["state"],
    )
    if dry_run:
        click.echo(DRY[form](planned(runtime, code, trigger), color=colored(common)), nl=False)
        return 0
    code.check()
    try:
        result = ran(runtime, code, trigger, config, quiet=bool(common.quiet))
    except AlreadyHeld as held:
        return _refused(f"a run of {tenant} is under way: {held}", BUSY)
    except (Missing, BuildFailed) as missing:
        return _refused(f"{tenant} cannot run: {missing}", EXIT[Phase.PLATFORM])
    return _told(runtime, result, form)


def _refused(message: str, code: int) -> int:
    click.echo(f"tenantry: {terminal(message)}", err=True)
    return code


def _told(runtime: Runtime, result: Result, form: str) -> int:
    if form == "json":
        click.echo(json_text(outcome(runtime, result).model_dump()), nl=False)
    elif result.stdout is not None:
        click.echo(terminal(result.stdout) if sys.stdout and sys.stdout.isatty() else result.stdout)
    if result.phase is Phase.SUCCEEDED:
        return 0
    said = f"{runtime.tenant.id}: {result.phase}: {result.message}; its log: {result.log}"
    return _refused(said, INTERRUPTED if result.interrupted else EXIT[result.phase])
