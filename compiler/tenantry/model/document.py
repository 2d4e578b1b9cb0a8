"""A YAML file as plain data that still knows where every key and value stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

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


class Places(Protocol):
    """Something that knows the place of every node."""

    def __getitem__(self, keys: KeyPath, /) -> Node: ...


class Nodes(Mapping[KeyPath, Node]):
    """The places of a document's nodes, made when the first is asked for. Which nodes there are the data say."""

    __slots__ = ("_data", "_made", "_make")

    def __init__(self, data: object, make: Callable[[], Places]) -> None:
        self._data = data
        self._make = make
        self._made: Places | None = None

    def __getitem__(self, keys: KeyPath) -> Node:
        if self._made is None:
            self._made = self._make()
        return self._made[keys]

    def __contains__(self, keys: object) -> bool:
        value: Any = self._data
        for key in keys if isinstance(keys, tuple) else (None,):
            there = key in value if isinstance(value, dict) else isinstance(value, list) and key in range(len(value))
            if not there:
                return False
            value = value[key]
        return True

    def __iter__(self) -> Iterator[KeyPath]:
        return (keys for keys, _ in self.walk())

    def __len__(self) -> int:
        return sum(1 for _ in self.walk())

    def walk(self) -> Iterator[tuple[KeyPath, object]]:
        """Every node, its keys and value, a collection after what it holds."""
        return _walk((), self._data)


def _walk(keys: KeyPath, value: object) -> Iterator[tuple[KeyPath, object]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        if isinstance(each, dict | list):
            yield from _walk((*keys, key), each)
        else:
            yield (*keys, key), each
    yield keys, value


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

    def walk(self) -> Iterator[tuple[KeyPath, object]]:
        """Every node, its keys and value (None where it was refused), a collection after what it holds."""
        if isinstance(self.nodes, Nodes):
            return self.nodes.walk()
        return ((keys, self.get(*keys)) for keys in self.nodes)

    def _nearest(self, keys: KeyPath) -> Node:
        while keys not in self.nodes and keys:
            keys = keys[:-1]
        return self.nodes[keys]
