"""Text with every secret in it covered."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from tenantry.secrets.detect import secret_kind

_WORD: Final = re.compile(r"\"(?:[^\"\\]|\\.)*\"?|'[^']*'?|[^\s\"',{}\[\]]+")
_KEY_LENGTH: Final = 200
_KEY: Final = re.compile(r"([\w.-]+)[\"']?\s*:\s*$")


def masked(line: str, hidden: Iterable[tuple[int, int]] = ()) -> str:
    """The line, as long as it was, with asterisks over these columns, over every word that looks like a secret under
    its key, and over the whole of it where it looks like one only as a whole (a private key)."""
    covered = line
    for first, last in hidden:
        covered = _cover(covered, first, min(last, len(covered)))
    for word in _WORD.finditer(covered):
        key = _KEY.search(covered, max(0, word.start() - _KEY_LENGTH), word.start())
        if secret_kind(key.group(1) if key else "", word.group().strip("\"'")) is not None:
            covered = _cover(covered, *word.span())
    return _cover(covered, 0, len(covered)) if secret_kind("", covered) is not None else covered


def _cover(line: str, first: int, last: int) -> str:
    return line[:first] + "*" * max(0, last - first) + line[last:]
