"""No command shows a secret: every command that there is, in every format, before repositories that hold some.

A new command is tested without being named here: its arguments are guessed by their names.
"""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from support_cli import Ran, Run
from support_compile import BASE
from tenantry.cli import main

CANARY = "gh" + "p_" + "C4narY/" + "9zQ7xW2vK5mN8bR3tY6uJ1hG4fD0sA"
"""In place of a value; with a character that URLs and JSON escape."""
CANARY_TOKEN = "gh" + "p_" + "c4n4ryC4N4RYc4n4ryC4N4RYc4n4ryC4N4RY"
ENVIRONMENT = (
    "VAULT_TOKEN",
    "VAULT_SECRET_ID",
    "VAULT_JWT",
    "AWS_SECRET_ACCESS_KEY",
    "PAN_SEC_SHOP_TOKEN",
    "GITHUB_TOKEN",
    "SECRET_OF_THE_HOST",
)
ARGUMENTS = {
    "tenant": "orders/acme",
    "code": "TN514",
    "base": "HEAD~1",
    "head": "HEAD",
    "cron": "0 2 * * *",
    "integration": "orders",
    "channel": "beta",
    "release": "1.1.0",
    "version": "1.1.0",
    "directory": "new",
    "folder": "new",
}
"""What an argument of this name gets; any other the first tenant."""
HOLDING = {
    "tenants/orders/acme.yaml": f"labels: {{team: {CANARY_TOKEN}}}\nconfigs: {{api_label: {CANARY_TOKEN}}}\n"
    f"metadata: {{password: {CANARY}, {CANARY_TOKEN}: x}}  # {CANARY_TOKEN}\n",
    "tenants/orders/borealis.yaml": f"connections: {{shop: {CANARY}}}\ncolour: {CANARY_TOKEN}\n",
    "overrides/odd.yaml": f"allow: [guard]\nreason: {CANARY_TOKEN}\nowner: me\nuntil: {CANARY_TOKEN}\n",
}


def leaves(group: click.Group, context: click.Context, names: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command by its words."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from leaves(command, context, (*names, name))
        else:
            yield (*names, name)


def found(names: tuple[str, ...]) -> click.Command:
    """The command of these words."""
    command: Any = main
    for name in names:
        command = command.get_command(click.Context(command), name)
    assert isinstance(command, click.Command)
    return command


def formats(command: click.Command) -> list[str]:
    """The formats that its help names."""
    named = re.search(r"Formats: ([a-z, ]+)\.", command.help or "")
    return named.group(1).split(", ") if named else [""]


def arguments(command: click.Command) -> list[str]:
    """A value for each argument that it must have, and for each option."""
    taken = [each for each in command.params if isinstance(each, click.Argument) and each.required]
    options = [each for each in command.params if isinstance(each, click.Option) and each.required]
    values = [ARGUMENTS.get(each.name or "", ARGUMENTS["tenant"]) for each in taken]
    return values + [text for each in options for text in (each.opts[-1], ARGUMENTS.get(each.name or "", "x"))]


EVERY = [(names, form) for names in leaves(main, click.Context(main)) for form in formats(found(names))]
every_command = pytest.mark.parametrize(("names", "form"), EVERY, ids=lambda value: "-".join(value) or "text")


def encodings(secret: str) -> set[bytes]:
    """The secret as outputs might write it."""
    raw = secret.encode()
    shifted = [base64.b64encode(b"x" * pad + raw)[pad + 2 : -4] for pad in range(3)]
    texts = {secret, urllib.parse.quote(secret, safe=""), json.dumps(secret)[1:-1], secret.replace("/", "\\/")}
    more = {raw.hex().encode(), raw.hex().upper().encode(), raw[::-1], *shifted}
    return {text.encode() for text in texts} | more


FORBIDDEN = encodings(CANARY) | encodings(CANARY_TOKEN)


def leaks(content: bytes) -> bool:
    return any(form in content for form in FORBIDDEN)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of two commits, the first of which holds secrets; credentials in the environment; a work folder."""
    root = tmp_path / "config"
    shutil.copytree(BASE, root)
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    hold(root)
    commit(root)
    for path in HOLDING:
        source = BASE / path
        (root / path).write_bytes(source.read_bytes()) if source.exists() else (root / path).unlink()
    commit(root)
    for name in ENVIRONMENT:
        monkeypatch.setenv(name, CANARY)
    monkeypatch.setenv("VAULT_ADDR", "http://127.0.0.1:1")
    monkeypatch.setenv("VAULT_MAX_RETRIES", "0")
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return root


def hold(root: Path) -> None:
    for path, text in HOLDING.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(text)


def commit(root: Path) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run(["git", "add", "-A"], cwd=root, check=True)
    subprocess.run(["git", *identity, "commit", "-qm", "state"], cwd=root, check=True)


def ran(invoke: Run, root: Path, names: tuple[str, ...], form: str) -> Ran:
    options = ["-C", root, "-v", "--color", "always", *(["--format", form] if form else [])]
    return invoke(*options, *names, *arguments(found(names)))


def check(root: Path, done: Ran) -> None:
    """Nothing printed and nothing written holds a secret, the sources and git's own objects left out."""
    assert not leaks((done.stdout + done.stderr).encode()), done
    assert "Missing argument" not in done.stderr, "add what it needs to ARGUMENTS"
    assert "Missing option" not in done.stderr, "add what it needs to ARGUMENTS"
    for path in root.parent.rglob("*"):
        source = path.is_relative_to(root) and str(path.relative_to(root)) in HOLDING
        if path.is_file() and not source and ".git" not in path.parts:
            assert not leaks(path.read_bytes()), path


@every_command
def test_secrets_in_the_repository_are_shown_by_no_command(
    names: tuple[str, ...], form: str, root: Path, invoke: Run
) -> None:
    hold(root)
    check(root, ran(invoke, root, names, form))


@every_command
def test_secrets_of_an_older_commit_and_of_the_environment_are_shown_by_no_command(
    names: tuple[str, ...], form: str, root: Path, invoke: Run
) -> None:
    check(root, ran(invoke, root, names, form))


def test_all_commands_are_there_and_a_leak_would_be_seen(root: Path) -> None:
    assert {names[0] for names, _ in EVERY} == set(main.list_commands(click.Context(main)))
    for text in (CANARY, base64.b64encode(f"ab{CANARY}".encode()).decode(), CANARY_TOKEN.encode().hex()):
        with pytest.raises(AssertionError):
            check(root, Ran(0, f"x{text}y", ""))
