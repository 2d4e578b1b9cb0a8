"""What shells complete is what the commands have: the shipped outline says no more and no less."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete

from tenantry.cli import main
from tenantry.cli.completion import FILE, Outline, outline, written


def context() -> click.Context:
    return click.Context(main, info_name="tenantry")


def outlines() -> dict[str, Outline]:
    ctx = context()
    commands = {name: main.get_command(ctx, name) for name in main.list_commands(ctx)}
    return {name: outline(command, ctx) for name, command in commands.items() if command is not None}


def lines(found: dict[str, Outline], before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command."""
    for name, each in found.items():
        yield (*before, name)
        yield from lines(each.get("commands", {}), (*before, name))


LINES = list(lines(outlines()))


def completed(group: click.Group, words: list[str], incomplete: str) -> list[tuple[str, str, str | None]]:
    found = ShellComplete(group, {}, "tenantry", "_TENANTRY_COMPLETE").get_completions(words, incomplete)
    return [(item.type, item.value, item.help) for item in found]


def test_the_shipped_outline_is_fresh(*, bless: bool) -> None:
    text = written(outlines())
    if bless:
        Path(FILE).write_text(text, encoding="utf-8")
    assert Path(FILE).read_text(encoding="utf-8") == text, "pytest tests/unit/cli/test_completion.py --bless"


class Loaded(click.Group):
    """The same commands, themselves."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return main.get_command(context(), cmd_name)


@pytest.mark.parametrize("words", [(), *LINES], ids=" ".join)
@pytest.mark.parametrize("incomplete", ["", "-", "--co", "s", "--color="])
def test_a_line_is_completed_as_the_commands_would(words: tuple[str, ...], incomplete: str) -> None:
    loaded = Loaded("tenantry", params=main.params, context_settings=main.context_settings)
    loaded.list_commands = main.list_commands  # type: ignore[method-assign]
    assert completed(main, list(words), incomplete) == completed(loaded, list(words), incomplete)


def test_choices_and_files_are_completed() -> None:
    assert [value for _, value, _ in completed(main, ["plan", "--color"], "")] == ["auto", "always", "never"]
    assert completed(main, ["validate", "-C"], "") == [("file", "", None)]


def test_a_command_that_there_is_not_is_no_error_while_somebody_types() -> None:
    assert "validate" in [value for _, value, _ in completed(main, ["valdate"], "")]
