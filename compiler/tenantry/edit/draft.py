"""A YAML file on its way to another content, by the places of its nodes: comments, order, quotes and line ends stay."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tenantry.errors import UsageError
from tenantry.load import load_document
from tenantry.model.document import Document, KeyPath, Span

_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*", re.ASCII)
_WORDS: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"})
_INDENT: Final = "  "

Value = str | int | bool | Mapping[str, Any]


class CannotEdit(UsageError):
    """A file that cannot be edited without harm; the text says why. Nothing was changed."""


class Draft:
    """The content of one file. Every edit is read back by the strict loader: it holds just what was asked for, or
    CannotEdit is raised and the draft is as before."""

    def __init__(self, path: str, content: bytes) -> None:
        self._document = _read(path, content)
        self._text = content.decode("utf-8")

    @property
    def content(self) -> bytes:
        """The file as it is now."""
        return self._text.encode("utf-8")

    def get(self, *keys: str) -> object:
        """The plain value at the key, or None."""
        return self._document.get(*keys)

    def set(self, *keys: str, value: Value) -> None:
        """Gives the key the value; a key that is not there yet becomes the last one of its mapping, which must be
        there."""
        if not self._document.has(*keys):
            self._accept(self._inserted(keys, value), _with(self._document.data, keys, value))
            return
        place = self._document.at(*keys)
        if isinstance(self._document.get(*keys), (dict, list)) and not self._flow(place):
            raise CannotEdit(f"'{'.'.join(keys)}' of {place.path} is written over several lines")
        text = self._spliced(*self._range(place), _written(value))
        self._accept(text, _with(self._document.data, keys, value))

    def remove(self, *keys: str) -> None:
        """Takes the key and its value away; nothing where there is none."""
        if self._document.has(*keys):
            start, end = self._entry(keys)
            self._accept(self._spliced(start, end, ""), _without(self._document.data, keys))

    def _accept(self, text: str, wanted: object) -> None:
        """Makes the text the draft's if it reads as what was wanted."""
        path = self._document.path
        document = _read(path, text.encode("utf-8", "surrogatepass"))
        if document.data != wanted:
            raise CannotEdit(f"{path} is written in a way that cannot be edited in place")
        self._document, self._text = document, text

    def _inserted(self, keys: KeyPath, value: Value) -> str:
        above = keys[:-1]
        mapping = self._document.get(*above)
        if not isinstance(mapping, dict):
            raise CannotEdit(f"{self._document.path} has no '{'.'.join(map(str, above))}' to write below")
        entry = f"{_written(keys[-1])}: {_written(value)}"
        place = self._document.at(*above)
        if self._flow(place):
            return self._into_braces(place, entry)
        if not mapping:
            raise CannotEdit(f"{self._document.path} is empty")
        first, last = next(iter(mapping)), list(mapping)[-1]
        _, end = self._lines_of(self._document.at(*above, last))
        indent = " " * (self._document.key(*above, first).column - 1)
        before = "" if end == 0 or self._text[end - 1] == "\n" else self._line_end
        return self._spliced(end, end, f"{before}{indent}{entry}{self._line_end}")

    def _into_braces(self, place: Span, entry: str) -> str:
        _, end = self._range(place)
        inside = self._text[: end - 1].rstrip()
        comma = "" if inside.endswith(("{", ",")) else ","
        space = "" if inside.endswith("{") else " "
        return self._spliced(len(inside), len(inside), f"{comma}{space}{entry}")

    def _entry(self, keys: KeyPath) -> tuple[int, int]:
        """The range to cut out for an entry: its lines, or its part of a line between commas."""
        start, _ = self._range(self._document.key(*keys))
        _, end = self._range(self._document.at(*keys))
        if not self._flow(self._document.at(*keys[:-1])):
            first, _ = self._lines_of(self._document.key(*keys))
            return first, self._lines_of(self._document.at(*keys))[1]
        after = re.compile(r"\s*,[ \t]*").match(self._text, end)
        if after is not None:
            return start, after.end()
        before = re.search(r",\s*$", self._text[:start])
        return (before.start() if before else start), end

    def _lines_of(self, place: Span) -> tuple[int, int]:
        """The range of the whole lines on which a node stands, line ends included."""
        start, end = self._range(place)
        after = self._text.find("\n", end)
        return self._text.rfind("\n", 0, start) + 1, len(self._text) if after < 0 else after + 1

    def _flow(self, place: Span) -> bool:
        """Whether a collection is written in braces or brackets."""
        start, _ = self._range(place)
        return self._text[start : start + 1] in ("{", "[")

    def _range(self, place: Span) -> tuple[int, int]:
        """Where a node begins and ends, in characters of the text."""
        return self._offset(place.line, place.column), self._offset(place.end_line, place.end_column)

    def _offset(self, line: int, column: int) -> int:
        start = 0
        for _ in range(line - 1):
            start = self._text.index("\n", start) + 1
        return start + column - 1

    def _spliced(self, start: int, end: int, text: str) -> str:
        return self._text[:start] + text + self._text[end:]

    @property
    def _line_end(self) -> str:
        return "\r\n" if "\r\n" in self._text else "\n"


def new_file(entries: Mapping[str, Value | None], *, schema: str) -> bytes:
    """A new file of one key a line, those without a value left out, with the line that names its schema to editors."""
    return "".join([f"# yaml-language-server: $schema={schema}\n", *_lines(entries)]).encode()


def _lines(entries: Mapping[str, Any]) -> Iterator[str]:
    for key, value in entries.items():
        if isinstance(value, list):
            yield f"{key}:\n"
            yield from (f"{_INDENT}- {_written(each)}\n" for each in value)
        elif value is not None:
            yield f"{key}: {_written(value)}\n"


def _read(path: str, content: bytes) -> Document:
    document, problems = load_document(path, content)
    if document is None or problems:
        why = problems[0].message if problems else "it is empty"
        raise CannotEdit(f"{path} cannot be edited: {why}")
    return document


def _written(value: object) -> str:
    """A value as people write it in one line: simple words as they are, other texts in double quotes."""
    if isinstance(value, str):
        simple = _PLAIN.fullmatch(value) and value.lower() not in _WORDS
        return value if simple else json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_written(key)}: {_written(each)}" for key, each in value.items()) + "}"
    return json.dumps(value)


def _with(data: Any, keys: KeyPath, value: Value) -> Any:
    """Plain data with one value set."""
    key = keys[0]
    return {**data, key: value if len(keys) == 1 else _with(data[key], keys[1:], value)}


def _without(data: Any, keys: KeyPath) -> Any:
    """Plain data with one key left out."""
    key = keys[0]
    if len(keys) == 1:
        return {name: value for name, value in data.items() if name != key}
    return {**data, key: _without(data[key], keys[1:])}
