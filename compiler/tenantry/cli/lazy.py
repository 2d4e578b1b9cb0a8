"""A group whose commands are imported when they are called."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click


class LazyGroup(click.Group):
    """`known` has the commands with one line each for `--help`; each stands in the module of its name in `package`."""

    known: Mapping[str, str] = {}
    package = "tenantry.cli"

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, sorted."""
        return sorted(self.known)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name not in self.known:
            return None
        command: click.Command = import_module(f"{self.package}.{cmd_name.replace('-', '_')}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest name where there is none; while somebody still types, nothing is said."""
        if not ctx.resilient_parsing and args and not args[0].startswith("-") and args[0] not in self.known:
            from tenantry.diagnostics import nearest  # noqa: PLC0415

            hint = nearest(args[0], self.known)
            raise click.UsageError(f"no such command '{args[0]}'" + (f"; {hint}" if hint else ""), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in `--help`, without importing a single command."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(self.known.items()))
