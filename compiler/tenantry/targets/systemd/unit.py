"""Unit files, from data: sections of settings and comments (systemd.syntax(7))."""

from __future__ import annotations

import re
from collections.abc import Sequence

Setting = tuple[str, str]
"""A key and its value; an empty key makes the value a comment."""


def unit_file(sections: Sequence[tuple[str, Sequence[Setting]]]) -> bytes:
    """The file. ValueError for a value that systemd would read as more, or less, than one value."""
    blocks = ["# Rendered by tenantry: changes here are lost.\n"]
    for name, settings in sections:
        lines = [f"[{name}]", *(_line(key, value) for key, value in settings)]
        blocks.append("".join(f"{line}\n" for line in lines))
    return "\n".join(blocks).encode()


def _line(key: str, value: str) -> str:
    """A trailing backslash would go on in the next line; blanks at the ends are not kept."""
    if not value.isprintable() or value.endswith("\\") or value != value.strip():
        raise ValueError("not a value of one line")
    return f"{key}={value}" if key else f"# {value}"


def argument(text: str) -> str:
    """One argument of `ExecStart=` that the program gets as it is: quoted where it must be, and without a specifier
    (`%`), a variable (`$`) or an escape (`\\`) that systemd would expand (systemd.service(5), COMMAND LINES)."""
    if re.fullmatch(r"[A-Za-z0-9_./:=,@+-]+", text):
        return text
    for character in ("\\", '"'):
        text = text.replace(character, f"\\{character}")
    return '"' + text.replace("%", "%%").replace("$", "$$") + '"'


def instance(text: str) -> str:
    """A tenant's id as the instance of a template, as `systemd-escape` writes it; `%I` gives it back. Ids hold lower-
    case letters, digits, hyphens and one slash (CONTRACT §2)."""
    return text.replace("-", "\\x2d").replace("/", "-")
