"""A reader of systemd's unit files for the tests, written from systemd.syntax(7) and systemd.service(5), and systemd's
own calendar."""

from __future__ import annotations

import importlib.resources
import re
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from support_targets import tool

_ESCAPES = {"n": "\n", "t": "\t", "s": " ", "\\": "\\", '"': '"', "'": "'"}


def settings(content: bytes) -> dict[tuple[str, str], list[str]]:
    """The values by section and key, in order; an empty value empties the list. Anything else is a failure."""
    found: dict[tuple[str, str], list[str]] = {}
    section = ""
    for line in content.decode().replace("\\\n", " ").split("\n"):
        if not line.strip() or line.lstrip()[0] in "#;":
            continue
        if header := re.fullmatch(r"\[([A-Za-z]+)\]", line):
            section = header[1]
            continue
        key, equals, value = line.partition("=")
        assert equals, line
        assert section, line
        assert re.fullmatch("[A-Za-z]+", key), line
        values = found.setdefault((section, key), [])
        values.append(value.strip())
    return found


def command_line(value: str) -> list[str]:
    """The arguments of an `ExecStart=`, with `%%` and `$$` as the one character that they stand for, and other
    specifiers as they are. A variable is a failure."""
    words, position = [], 0
    while position < len(value):
        if value[position] == " ":
            position += 1
            continue
        assert value[position : position + 2] not in ("; ", ";"), "another command"
        word, position = _word(value, position)
        assert not re.search(r"\$(?!\$)", word.replace("$$", "")), "a variable"
        words.append(word.replace("$$", "$").replace("%%", "%"))
    return words


def _word(value: str, position: int) -> tuple[str, int]:
    quote, text = "", ""
    while position < len(value):
        character = value[position]
        position += 1
        if character == "\\":
            text += _ESCAPES[value[position]]
            position += 1
        elif quote:
            quote, text = ("", text) if character == quote else (quote, text + character)
        elif character in "\"'":
            quote = character
        elif character == " ":
            break
        else:
            text += character
    assert not quote, "an open quotation mark"
    return text, position


def elapses(events: Sequence[str], *, start: datetime, count: int) -> Mapping[str, list[datetime] | None]:
    """The next elapses of calendar events by systemd, with the tz database that tenantry uses; None where it fails."""
    zones = importlib.resources.files("tzdata").joinpath("zoneinfo")
    base = f"--base-time={start:%Y-%m-%d %H:%M:%S} UTC"
    program = tool("systemd-analyze", "systemd")
    command = [program, "calendar", f"--iterations={count}", base, *events]
    environment = {"TZDIR": str(zones), "TZ": "UTC", "LC_ALL": "C", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    failed = re.findall("for '(.*)':", done.stderr)
    blocks = done.stdout.split("Normalized form: ")[1:]
    found: dict[str, list[datetime] | None] = dict.fromkeys(failed)
    for event, block in zip([each for each in events if each not in failed], _complete(blocks), strict=True):
        times = re.findall(r"(?:elapse|#\d+): \w+ (\S+ \S+) UTC", block)
        found[event] = [datetime.strptime(f"{each}Z", "%Y-%m-%d %H:%M:%S%z").astimezone(UTC) for each in times]
    return found


def _complete(blocks: Sequence[str]) -> list[str]:
    return [block for block in blocks if "elapse" in block]
