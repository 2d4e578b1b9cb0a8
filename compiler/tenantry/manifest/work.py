"""How much work a check can be, counted before it is done: schema times value. Both come from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from tenantry.manifest.draft import pattern_size
from tenantry.manifest.normal import patterns

CHECKED: Final = 5_000_000
"""Pairs of a schema's node and a value's node that are compared at most: under half a second."""
MATCHED: Final = 1_000_000
"""Characters matched against patterns at most, large patterns counting more: under a second at worst."""
EXPLAINED: Final = 50_000
"""Pairs up to which each mistake is named. jsonschema-rs gathers all errors of all branches before it gives the first,
with a copy of the value in each: 1 000 by 1 000 took 12 s and 1.5 GB."""
PATTERN_BYTES: Final = 16 << 20
"""All compiled regular expressions of one schema together."""
_SMALL: Final = 1 << 12
_CHARACTERS: Final = 256
"""Characters of a text that are as much to copy as one node."""


@dataclass(frozen=True, slots=True)
class Size:
    """What a value holds."""

    nodes: int
    characters: int

    def __add__(self, other: Size) -> Size:
        return Size(self.nodes + other.nodes, self.characters + other.characters)


@dataclass(frozen=True, slots=True)
class Weight:
    """What a schema asks of each node of a value; `matching` counts its patterns, large ones more than once."""

    nodes: int
    matching: int

    def admits(self, size: Size) -> bool:
        """Whether a value of this size can be checked at all."""
        return self.nodes * size.nodes <= CHECKED and self.matching * size.characters <= MATCHED

    def pairs(self, size: Size) -> int:
        """What it takes to name each mistake."""
        return self.nodes * (size.nodes + size.characters // _CHARACTERS)


def size_of(value: object) -> Size:
    """The size of plain data."""
    if isinstance(value, str):
        return Size(1, len(value))
    nodes = characters = 0
    pending = [value]
    while pending:
        current = pending.pop()
        nodes += 1
        if isinstance(current, str):
            characters += len(current)
        elif isinstance(current, dict):
            characters += sum(map(len, current))
            pending += current.values()
        elif isinstance(current, list):
            pending += current
    return Size(nodes, characters)


def most_of(value: object) -> Size:
    """No less than the size of plain data, and several times faster: each node and character takes one as Python's
    text at least."""
    most = len(repr(value))
    return Size(most, most)


def weight_of(schema: Any) -> Weight:
    """The weight of a schema without references."""
    matching = sum((pattern_size(pattern) or 0) // _SMALL for _, pattern in patterns(schema))
    return Weight(size_of(schema).nodes, matching)
