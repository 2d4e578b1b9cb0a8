"""The plain lane: the data of a file in everyday YAML, several times faster than by libyaml's events.

Everyday is one `key: value` or `- value` a line, quotes and brackets that close where they open, and comments. The lane
knows nothing else, and no complaint: at the first thing that it does not know it gives up, and the strict reader
(build.py) reads the file from its beginning. What both read, they read alike; where nodes stand is left to places.py.
"""

from __future__ import annotations

import re
from typing import Any, Final

from tenantry.yaml import limits
from tenantry.yaml.inline import BLOCK, BRACKETS, DOUBLE, NAME, SINGLE, Collection, Strange, bracketed, put, scalar
from tenantry.yaml.scalar import Refused

_LONGEST: Final = limits.SCALAR_BYTES >> 2
"""Characters of a text: too few for a scalar that is too long, or for too many nodes."""
_NOTHING: Final = r"(?: *+(?:#[^\n]*+)?\n)*+"
"""Empty lines and comments."""
START: Final = re.compile(rf"{_NOTHING}(?:--- *+\n{_NOTHING})?")
LINE: Final = re.compile(
    rf"( {{0,48}}+)(- ++)?(?:({NAME}):(?: ++|(?=\n)))?"  # so few columns cannot nest too deep
    rf"(?:({DOUBLE}|{SINGLE}|{BLOCK}) *+|({BRACKETS}))?(?:(?<= )#[^\n]*+)?\n{_NOTHING}"
    r"|([\s\S]++)"
)
"""Indentation, dash, key, scalar, brackets; or the whole rest of the text, if its next line is not an everyday one."""


def everyday(text: str) -> dict[str, object] | None:
    """The data of a text without forbidden characters, or None: the strict reader decides."""
    if len(text) >= _LONGEST or "\t" in text:
        return None
    text = evened(text)
    start = START.match(text)
    lines = LINE.findall(text, start.end() if start else 0)
    if not lines or lines[-1][-1]:
        return None
    try:
        return _read(lines)
    except (Strange, Refused):
        return None


def evened(text: str) -> str:
    """The text with the line ends that the lane knows."""
    return text.replace("\r\n", "\n") + "\n"


def _read(lines: list[tuple[str, ...]]) -> dict[str, object]:
    root: dict[str, object] = {}
    nest = _Nest(root)
    value: object
    for indent, dash, key, plain_or_quoted, brackets, _ in lines:
        if dash or nest.open_key is not None or len(indent) != nest.column or type(nest.here) is not dict:
            nest.go(len(indent), dash, key)
        if plain_or_quoted:
            value = scalar(plain_or_quoted)
        elif brackets:
            value = bracketed(brackets)
        elif key:
            value = None
            nest.open_key = key
        else:
            raise Strange
        put(nest.here, key, value)
    return root


class _Nest:
    """The collections that are open where a line begins. `here` is the innermost, whose entries begin at `column`;
    `open_key` is its last key if nothing followed on the same line."""

    __slots__ = ("_above", "column", "here", "open_key")

    def __init__(self, root: Collection) -> None:
        self.here: Any = root
        self.open_key: str | None = None
        self.column = 0
        self._above: list[tuple[int, Any]] = []

    def go(self, column: int, dash: str, key: str) -> None:
        """To the collection that a line belongs to."""
        if self.open_key is not None:
            self._below(column, dash)
        while column < self.column:
            self.column, self.here = self._above.pop()
        if column != self.column:
            raise Strange
        if dash:
            self._item(dash, key)
        elif type(self.here) is list:
            self._after_list()

    def _below(self, column: int, dash: str) -> None:
        """What stands below a key is its value if it is indented; a list need not be."""
        if column > self.column or (dash and column == self.column):
            child: Collection = [] if dash else {}
            self.here[self.open_key] = child
            self._open(child, column)
        self.open_key = None

    def _item(self, dash: str, key: str) -> None:
        if type(self.here) is not list:
            raise Strange
        if key:
            child: Collection = {}
            self.here.append(child)
            self._open(child, self.column + len(dash))

    def _after_list(self) -> None:
        """A key at the column of a list ends it, if the mapping around it stands there too."""
        column, self.here = self._above.pop()
        if column != self.column:
            raise Strange

    def _open(self, child: Collection, column: int) -> None:
        self._above.append((self.column, self.here))
        self.here, self.column = child, column
