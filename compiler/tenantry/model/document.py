"""A YAML file as plain data that still knows where every key and value stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

KeyPath = tuple[str | int, ...]
"""Mapping keys and sequence indexes from the root of a document down to one node."""


class Span(NamedTuple):
    """A stretch of one file. Lines and columns start at 1, columns count characters, the end is exclusive."""

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    def holds(self, inner: Span) -> bool:
        """Whether the other stretch lies within this one."""
        return (
            inner.path == self.path
            and (self.line, self.column) <= (inner.line, inner.column)
            and (inner.end_line, inner.end_column) <= (self.end_line, self.end_column)
        )

    def part(self, text: str, start: int, end: int) -> Span:
        """The place of some characters of a text that stands here, if it stands on one line and as it is meant; else
        the whole."""
        quotes = self.end_column - self.column - len(text)
        if self.line != self.end_line or quotes not in (0, 2) or end <= start:
            return self
        first = self.column + quotes // 2
        return Span(self.path, self.line, first + start, self.line, first + end)


class Node(NamedTuple):
    """Where one value stands, and the key that leads to it (None at the root and in sequences)."""

    value: Span
    key: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore:
    """An inline `# tenantry: ignore[CODE, …] reason`; it silences the warnings of its own line."""

    codes: tuple[str, ...]
    reason: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file: plain data (dict, list, str, int, float, bool, None) and the place of every node in it. `text` is what
    it was read from, for what stands beside the data."""

    path: str
    data: object
    nodes: Mapping[KeyPath, Node] = field(repr=False)
    ignores: tuple[Ignore, ...] = ()
    text: str = field(default="", repr=False)

    def at(self, *keys: str | int) -> Span:
        """The place of the value at `keys`, or of the nearest node above it where there is none."""
        node = self.nodes.get(keys)
        return (node or self._nearest(keys)).value

    def key(self, *keys: str | int) -> Span:
        """The place of the last key of `keys`, or of the nearest value above it where there is none."""
        node = self._nearest(keys)
        return node.key if node.key is not None and keys in self.nodes else node.value

    def has(self, *keys: str | int) -> bool:
        """Whether the document holds a node at `keys`, if only a null."""
        return keys in self.nodes

    def get(self, *keys: str | int) -> object:
        """The plain value at `keys`, or None where there is none."""
        value = self.data
        for key in keys:
            if isinstance(value, Mapping):
                value = value.get(key)
            elif isinstance(value, Sequence) and not isinstance(value, str) and isinstance(key, int):
                value = value[key] if key < len(value) else None
            else:
                return None
        return value

    def _nearest(self, keys: KeyPath) -> Node:
        while keys not in self.nodes and keys:
            keys = keys[:-1]
        return self.nodes[keys]
