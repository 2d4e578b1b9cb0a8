"""Where the nodes of a file stand that the plain lane has read: the data say what is there, the text says where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from tenantry.model.document import KeyPath, Node, Span
from tenantry.yaml.inline import ENTRY
from tenantry.yaml.lane import LINES, evened

_DASH, _KEY, _SCALAR, _OPENING, _CLOSING = range(5)
_OF_LINES: Final = ((2, _DASH), (3, _KEY), (4, _SCALAR))
_OF_ENTRIES: Final = ((1, _KEY), (2, _SCALAR), (3, _OPENING))
"""The groups of the two patterns that are marks."""

_Mark = tuple[int, int, int, int]
"""Something on one line: its kind, line, column and end; the end is exclusive."""


_TOP: Final = re.compile(r"\n(?=[A-Za-z_$])")
"""A line that begins with a letter has a key of the root: all else is indented, a dash or a comment."""


class Places:
    """The places of all nodes, as the strict reader gives them. `data` are what the lane has read in the text. Most who
    ask want one key of the root or what stands below it: each is gone through when it is first asked for."""

    def __init__(self, path: str, text: str, data: dict[str, object]) -> None:
        self._path = path
        self._text = "\n" + evened(text)
        self._data = data
        self._marks: list[_Mark] = []
        self._nodes: dict[KeyPath, tuple[_Mark, _Mark, _Mark | None]] = {}

    def __getitem__(self, keys: KeyPath) -> Node:
        if keys not in self._nodes:
            self._go_through(str(keys[0])) if keys else self._whole()
        first, last, key = self._nodes[keys]
        return Node(self._span(first, last), self._span(key, key) if key else None)

    def _whole(self) -> None:
        for name in self._data:
            self._go_through(name)
        sections = [self._nodes[name,] for name in self._data]
        first, last = sections[0], sections[-1]
        self._nodes[()] = first[2] or first[0], last[1], None

    def _go_through(self, name: str) -> None:
        value = self._data[name]
        start = self._text.index(f"\n{name}:") + 1
        end = _TOP.search(self._text, start)
        line = self._text.count("\n", 0, start)
        self._marks = [*_marks(self._text[start : end.start() + 1 if end else None], line)][::-1]
        self._place((name,), value, self._marks.pop())

    def _span(self, first: _Mark, last: _Mark) -> Span:
        return Span(self._path, first[1], first[2], last[1], last[3])

    def _place(self, keys: KeyPath, value: object, key: _Mark | None) -> _Mark:
        """Goes through data and marks side by side; notes the first and last mark of a value and returns the last."""
        marks = self._marks
        if isinstance(value, dict | list) and value:
            first, last = marks[-1], self._inside(keys, value)
        elif key is not None and not (marks and marks[-1][0] in (_SCALAR, _OPENING)):
            _, line, _, end = key
            first = last = (_SCALAR, line, end + 1, end + 1)  # nothing, after the colon
        else:
            first = marks.pop()
            last = marks.pop() if first[0] == _OPENING else first
        self._nodes[keys] = first, last, key
        return last

    def _inside(self, keys: KeyPath, value: dict[str, object] | list[object]) -> _Mark:
        marks = self._marks
        bracketed = marks[-1][0] == _OPENING
        if bracketed:
            marks.pop()
        last: Any
        if isinstance(value, dict):
            for key, each in value.items():
                last = self._place((*keys, key), each, marks.pop())
        else:
            for index, each in enumerate(value):
                if not bracketed:
                    marks.pop()
                last = self._place((*keys, index), each, None)
        return marks.pop() if bracketed else last


def _marks(text: str, line: int) -> Iterator[_Mark]:
    """Dashes, keys, scalars and brackets, in their order; the text begins on that line."""
    for match in LINES.finditer(text):
        before = match.start() - 1
        for group, kind in _OF_LINES:
            if match[group]:
                yield kind, line, match.start(group) - before, match.end(group) - before
        if match[5]:
            yield from _in_brackets(ENTRY.finditer(text, *match.span(5)), line, before)
        line += match[0].count("\n")


def _in_brackets(entries: Iterator[re.Match[str]], line: int, before: int) -> Iterator[_Mark]:
    for entry in entries:
        for group, kind in _OF_ENTRIES:
            if entry[group]:
                yield kind, line, entry.start(group) - before, entry.end(group) - before
        for column, sign in enumerate(entry[4], entry.start(4) - before):
            if sign != " ":
                yield _CLOSING, line, column, column + 1
