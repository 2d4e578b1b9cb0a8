"""The `tenantry` group: commands are loaded when they are called, and this is the one boundary for what goes wrong."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from typing import Any, Final, NoReturn

import click

from tenantry import __version__
from tenantry.cli.common import Common, common_options
from tenantry.cli.ending import Ending
from tenantry.cli.lazy import LazyGroup
from tenantry.cli.outlet import open_outlets
from tenantry.errors import ExternalError, UsageError

COMMANDS: Final = {
    "apply": "Bring what is declared to a platform that takes no files.",
    "codeowners": "Write CODEOWNERS from the owners of the repository.",
    "compile": "Validate, render and write the build tree.",
    "explain": "Explain a diagnostic code.",
    "init": "Write a small working config repository.",
    "plan": "Tell what a merge would do, and whether it may.",
    "publish": "Write the compiled tree of a commit to a git branch.",
    "release": "Record releases, list who runs them, yank and deprecate.",
    "rollout": "Move a channel to another release in waves.",
    "schedule": "Next fire times, a cron expression in words, the load of the fleet.",
    "run": "Run one sync of a tenant on this machine.",
    "runs": "Show how runs on this machine went.",
    "schema": "Write the JSON Schemas for editors.",
    "secrets": "Whether the store has what tenants refer to, and who refers to what.",
    "show": "Show one tenant, every value with the place that it comes from.",
    "targets": "List targets, their options, and what each cannot express.",
    "validate": "Report every problem of the repository.",
    "verify": "Check that a published tree is what its manifest and its source say.",
    "what-if": "Tell which tenants could take a release, and which not.",
    "why": "Tell why a tenant runs its release.",
    "why-not": "Tell what keeps a tenant from a release.",
}
"""Command → one line for `--help`; the command stands in the module of its name."""

CLEAN: Final = 0
PROBLEMS: Final = 1
USAGE: Final = 2
INTERNAL: Final = 3
DIFFERENT: Final = 4
REFUSED: Final = 5
EXTERNAL: Final = 6
INTERRUPTED: Final = 130


class TenantryGroup(LazyGroup):
    """Turns what is raised into the exit codes of the contract."""

    known = COMMANDS

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now; for completion its outline, which is all that is asked for."""
        if not ctx.resilient_parsing or cmd_name not in self.known:
            return super().get_command(ctx, cmd_name)
        from tenantry.cli.completion import outlined, shipped  # noqa: PLC0415

        return outlined(cmd_name, shipped(cmd_name))

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Runs and exits; every way out has its code. Whoever hands arguments over keeps the process."""
        extra["standalone_mode"] = False
        open_outlets()
        own, ending = not args and "args" not in extra, Ending()

        def run() -> Any:
            if own:
                ending.listen()
                gc.disable()  # a compile makes millions of objects, keeps most of them to the end, and hardly a cycle
            return super(TenantryGroup, self).main(*args, **extra)

        code = _exit_code(run, ending, _wants_traceback(extra))
        if own:
            ending.close()
            _leave(code)
        sys.exit(code)


def _leave(code: int) -> NoReturn:
    """Ends a process of our own at once: all has been said and closed, and what was registered for the end is done.

    Left to itself, Python would first take apart all that was made, a seventh of a small run; abort where threads of a
    library are still at work (temporalio); and at times end one that was interrupted by a signal of its own (where what
    was interrupted ran by `exec`).
    """
    if code != INTERRUPTED:
        atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(ExternalError):  # of stdout it has been told already, and of stderr it cannot be told
            stream.flush()
    os._exit(code)


def _wants_traceback(extra: MutableMapping[str, Any]) -> bool:
    return "--debug" in (extra.get("args") or sys.argv[1:])


def _exit_code(run: Callable[[], Any], ending: Ending, traceback: bool) -> int:
    try:
        code = run()
        sys.stdout.flush()
    except (click.exceptions.Exit, click.ClickException, UsageError, ExternalError) as refused:
        return INTERRUPTED if ending.told else _refused(refused)
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BaseException as bug:  # the last boundary: a bug is told as one, without its values; panics of Rust are none
        if ending.told:
            return INTERRUPTED  # some libraries make an error of their own of it
        if traceback or isinstance(bug, SystemExit):
            raise
        return _say(f"internal error: {type(bug).__name__}; this is a bug of tenantry (--debug shows where)", INTERNAL)
    return code if isinstance(code, int) else CLEAN


def _refused(refused: Exception) -> int:
    if isinstance(refused, click.exceptions.Exit):
        return refused.exit_code
    if isinstance(refused, click.ClickException):
        refused.show()
        return USAGE
    if isinstance(refused, UsageError):
        return _say(str(refused), USAGE, refused.help)
    return _say(str(refused), EXTERNAL)


def _say(message: str, code: int, help_text: str | None = None) -> int:
    from tenantry.report.escape import terminal  # noqa: PLC0415

    click.echo(f"tenantry: {terminal(message)}", err=True)
    if help_text:
        click.echo(f"help: {terminal(help_text)}", err=True)
    return code


@click.group(cls=TenantryGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="tenantry")
@common_options
@click.pass_context
def main(ctx: click.Context, common: Common) -> None:
    """A GitOps configuration compiler for multi-tenant integrations."""
    ctx.obj = common
