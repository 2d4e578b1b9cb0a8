"""What shells complete: commands and options as an outline has them that is shipped beside, so that no command is
loaded for it. The outline follows from the commands; a test refuses a stale one, and writes it with `--bless`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from os.path import dirname, join
from typing import Any, Final

import click

FILE: Final = join(dirname(__file__), "completion.txt")
"""One line for each command: its name, a space, and its outline as JSON."""
Outline = Mapping[str, Any]


def outline(command: click.Command, ctx: click.Context) -> Outline:
    """All of a command, and of those below it, that completion asks for."""
    below = command.list_commands(ctx) if isinstance(command, click.Group) else None
    found = {"help": command.get_short_help_str(), "params": [_parameter(each) for each in command.params]}
    if below is None or not isinstance(command, click.Group):
        return found
    return {**found, "commands": {name: outline(_there(command.get_command(ctx, name)), ctx) for name in below}}


def _there(command: click.Command | None) -> click.Command:
    if command is None:
        raise LookupError("a group lists a command that it has not")
    return command


def _parameter(given: click.Parameter) -> Outline:
    found: dict[str, Any] = {"name": given.name, "nargs": given.nargs, **_values(given.type)}
    if isinstance(given, click.Option):
        secondary = dict(zip(given.opts, given.secondary_opts, strict=False))
        found["opts"] = [f"{opt}/{secondary[opt]}" if opt in secondary else opt for opt in given.opts]
        said = {"help": given.help, "multiple": given.multiple, "hidden": given.hidden, "is_flag": given.is_flag}
        found |= {key: value for key, value in said.items() if value}
    return found


def _values(kind: click.ParamType[Any]) -> Outline:
    if isinstance(kind, click.Choice):
        return {"choices": list(kind.choices)}
    if isinstance(kind, click.Path):
        return {"path": {"file_okay": kind.file_okay, "dir_okay": kind.dir_okay}}
    return {}


def written(outlines: Mapping[str, Outline]) -> str:
    """The content of the file."""
    return "".join(f"{name} {json.dumps(found, ensure_ascii=False)}\n" for name, found in sorted(outlines.items()))


def shipped(name: str) -> Outline:
    """The outline of a command that there is; the others are not read."""
    with open(FILE, encoding="utf-8") as stream:
        line = next(line for line in stream if line.startswith(f"{name} "))
    found: Outline = json.loads(line.partition(" ")[2])
    return found


def outlined(name: str, found: Outline) -> click.Command:
    """A command with the same parameters that does nothing: for completion alone."""
    if "commands" not in found:
        return OutlinedCommand(name, found)
    below = {each: outlined(each, inner) for each, inner in found["commands"].items()}
    return OutlinedGroup(name, found, commands=below)


class OutlinedCommand(click.Command):
    """Its parameters are made when it is the one whose line is completed, and not for its name in a list."""

    def __init__(self, name: str, found: Outline, **extra: Any) -> None:
        super().__init__(name, short_help=found["help"], **extra)
        self.found = found

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """As click does."""
        self.params = self.params or [_made(each) for each in self.found["params"]]
        return super().get_params(ctx)


class OutlinedGroup(OutlinedCommand, click.Group):
    """The same with commands below it."""


def _made(found: Outline) -> click.Parameter:
    kind = _kind(found)
    if "opts" not in found:
        return click.Argument([found["name"]], nargs=found["nargs"], type=kind, required=False)
    said = {key: found[key] for key in ("help", "multiple", "hidden", "is_flag") if key in found}
    if not said.get("is_flag"):
        said |= {"nargs": found["nargs"], "type": kind}
    return click.Option([*found["opts"], found["name"]], **said)


def _kind(found: Outline) -> click.ParamType[Any] | None:
    if "choices" in found:
        return click.Choice(found["choices"])
    return click.Path(**found["path"]) if "path" in found else None
