"""The options that every command takes, before or after its name."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

if TYPE_CHECKING:
    import os
    from pathlib import Path


class Common(NamedTuple):
    """What was asked for; what stands after the command's name beats what stands before it. `--version` and completion
    load this module: hence a tuple and no dataclass, and paths without pathlib."""

    directory: Path | None = None
    format: str | None = None
    color: str | None = None
    quiet: bool | None = None
    verbose: bool | None = None
    debug: bool | None = None

    def over(self, other: Common) -> Common:
        """These options, and those of `other` where these say nothing."""
        said = {name: value for name, value in self._asdict().items() if value is not None}
        return other._replace(**said)


class PathType(click.Path):
    """A path as pathlib has it, which is loaded when one is given."""

    def coerce_path_result(self, value: str | os.PathLike[str]) -> Path:
        """The path."""
        from pathlib import Path  # noqa: PLC0415

        return Path(value)


_OPTIONS: Final = (
    click.option(
        "-C",
        "directory",
        metavar="DIR",
        type=PathType(),
        help="The config repository. Default: found upwards from the current folder.",
    ),
    click.option("--format", "format", metavar="FORMAT", help="Output format; each command lists its own."),
    click.option("--color", type=click.Choice(["auto", "always", "never"]), help="Colour. Default: auto."),
    click.option("-q", "--quiet", is_flag=True, default=None, help="Print nothing but data and problems."),
    click.option("-v", "--verbose", is_flag=True, default=None, help="Say what is being done."),
    click.option("--debug", is_flag=True, default=None, hidden=True, help="Show a traceback for an internal error."),
)
_ASKED: Final = "tenantry.common"
FILE: Final = PathType(exists=True, dir_okay=False)
"""A file that an option names, which must be there."""


def common_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the common options; the function gets them as `common`, merged with those before the command's name."""

    @wraps(function)
    def merged(*args: Any, **values: Any) -> Any:
        mine = Common(**{name: values.pop(name) for name in Common._fields})
        outer = click.get_current_context().obj
        asked = mine.over(outer) if isinstance(outer, Common) else mine
        click.get_current_context().meta[_ASKED] = asked
        return _shown(asked, partial(function, *args, common=asked, **values))

    for option in reversed(_OPTIONS):
        merged = option(merged)
    return merged


def _shown(asked: Common, run: Callable[[], Any]) -> Any:
    """Runs a command, with its progress on a terminal."""
    if asked.quiet or not sys.stderr.isatty():
        return run()
    from tenantry.cli.progress import displayed  # noqa: PLC0415  nobody sees it in a pipe

    with displayed():
        return run()


def say(text: str) -> None:
    """Tells what is being done, on stderr, where `--verbose` asks for it."""
    context = click.get_current_context(silent=True)
    if context is not None and getattr(context.meta.get(_ASKED), "verbose", None):
        from tenantry.report.escape import terminal  # noqa: PLC0415

        click.echo(f"tenantry: {terminal(text)}", err=True)


def format_of(common: Common, known: tuple[str, ...]) -> str:
    """The format asked for, `known[0]` if none; wrong usage where the command has no such format."""
    if common.format is None:
        return known[0]
    if common.format not in known:
        choices = ", ".join(known) if len(known) > 1 else f"only {known[0]}"
        raise click.UsageError(f"there is no format '{common.format}' here; known: {choices}")
    return common.format


def colored(common: Common, *, err: bool = False) -> bool:
    """Whether to colour: as asked, else on a terminal, unless NO_COLOR is set (https://no-color.org)."""
    import os  # noqa: PLC0415

    if common.color in ("always", "never"):
        return common.color == "always"
    stream = sys.stderr if err else sys.stdout
    return stream.isatty() and not os.environ.get("NO_COLOR")
