"""The plain lane: the data of a file in everyday YAML, several times faster than by libyaml's events.

Everyday is one `key: value` or `- value` a line, quotes and brackets that close where they open, and comments. The lane
knows nothing else, and no complaint: at the first thing that it does not know it gives up, and the strict reader
(build.py) reads the file from its beginning. What both read, they read alike; where nodes stand is left to places.py.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from tenantry.yaml import limits
from tenantry.yaml.inline import (
    BLOCK,
    BRACKETS,
    DOUBLE,
    NAME,
    SINGLE,
    Collection,
    Strange,
    bracketed,
    named,
    put,
    scalar,
)
from tenantry.yaml.scalar import Refused, Scalar

_LONGEST: Final = limits.SCALAR_BYTES >> 2
"""Characters of a text: too few for a scalar that is too long, or for too many nodes."""
_NOTHING: Final = r"(?: *+(?:#[^\n]*+)?\n)*+"
"""Empty lines and comments."""
START: Final = re.compile(rf"{_NOTHING}(?:--- *+\n)?")
_EVERYDAY: Final = (
    rf"( {{0,48}}+)(- ++)?(?:({NAME}):(?: ++|(?=\n)))?"  # so few columns cannot nest too deep
    rf"(?:({DOUBLE}|{SINGLE}|{BLOCK}) *+|({BRACKETS}))?(?:(?<= )#[^\n]*+)?\n"
)
"""Indentation, dash, key, scalar, brackets."""
_LINE: Final = re.compile(_EVERYDAY)
_UNKNOWN: Final = ("",) * 5
_NO_LINE: Final = re.compile(r" *+(?:#.*+)?")
LINES: Final = re.compile(_EVERYDAY + _NOTHING)
"""Each line of a text that the lane has read, with what is none after it."""


_Line = tuple[int, str, str, Scalar, str, bool]
"""What a line says: the column where it begins, its dash and key, its value or the brackets that are still to be taken
apart, and whether the value may follow below. What there is not is empty."""


def everyday(text: str) -> dict[str, object] | None:
    """The data of a text without forbidden characters, or None: the strict reader decides."""
    if len(text) >= _LONGEST or "\t" in text:
        return None
    text = evened(text)
    start = START.match(text)
    try:
        return _read(text[start.end() if start else 0 :].split("\n")) or None
    except (Strange, Refused):
        return None


def evened(text: str) -> str:
    """The text with the line ends that the lane knows."""
    return text.replace("\r\n", "\n") + "\n"


def _read(lines: list[str]) -> dict[str, object]:
    root: dict[str, object] = {}
    nest = _Nest(root)
    for line in filter(None, map(_line, lines)):
        column, dash, key, value, brackets, opens = line
        if dash or nest.open_key is not None or column != nest.column or type(nest.here) is not dict:
            nest.go(column, dash, key)
        if opens:
            nest.open_key = key
        put(nest.here, key, bracketed(brackets) if brackets else value)
    return root


@lru_cache(maxsize=4096)
def _line(text: str) -> _Line | None:
    """A line without its end; None if it is empty or a comment. Most of a repository's stand in many files."""
    found = _LINE.fullmatch(text + "\n")
    indent, dash, key, plain_or_quoted, brackets = found.groups("") if found else _UNKNOWN
    opens = not (plain_or_quoted or brackets)
    if opens and not key:
        if _NO_LINE.fullmatch(text):
            return None
        raise Strange
    value = scalar(plain_or_quoted) if plain_or_quoted else None
    return len(indent), dash, named(key), value, brackets, opens


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
