"""A list or mapping that is being read."""

from __future__ import annotations

from typing import Final

from tenantry.model.document import KeyPath, Span

DROPPED: Final = object()
"""Stands for a key or value that was refused: it is reported once and left out."""
_NO_KEY: Final = object()


class Frame:
    """One open collection: its value so far, the keys that lead to it, and where its last content ended.

    `wants_key` says whether the next node is a key, `dropped_here` whether the next value goes nowhere.
    """

    __slots__ = (
        "_key",
        "anchor",
        "as_key",
        "dropped",
        "dropped_here",
        "end",
        "first_node",
        "flow",
        "is_mapping",
        "key_span",
        "keys",
        "known",
        "start",
        "value",
        "wants_key",
    )

    def __init__(self, *, is_mapping: bool, keys: KeyPath, start: Span, dropped: bool) -> None:
        self.is_mapping = is_mapping
        self.value: dict[str, object] | list[object] = {} if is_mapping else []
        self.keys = keys
        self.start = start
        self.end = (start.line, start.column + 1)
        self.dropped = dropped
        self.flow = self.as_key = False
        self.anchor: str | None = None
        self.first_node = 0
        self.known: dict[str, Span] = {}
        self.key_span: Span | None = None
        self._key: object = _NO_KEY
        self.wants_key = is_mapping
        self.dropped_here = dropped

    @classmethod
    def below(cls, parent: Frame | None, *, is_mapping: bool, start: Span) -> Frame:
        """A collection that is the next value of `parent`."""
        dropped = parent is not None and parent.dropped_here
        keys = () if parent is None or dropped else parent.next_keys()
        return cls(is_mapping=is_mapping, keys=keys, start=start, dropped=dropped)

    @classmethod
    def key(cls, *, is_mapping: bool, start: Span) -> Frame:
        """A collection that stands where a key belongs."""
        frame = cls(is_mapping=is_mapping, keys=(), start=start, dropped=True)
        frame.as_key = True
        return frame

    def next_keys(self) -> KeyPath:
        """The keys that lead to the next value."""
        if self.is_mapping:
            return (*self.keys, self._key)  # type: ignore[arg-type]
        return (*self.keys, len(self.value))

    def started(self, span: Span) -> None:
        """Content was seen up to the end of `span`."""
        end = span[3:]
        self.end = max(self.end, end)

    def expect(self, key: object, span: Span) -> None:
        """A key was read; its value comes next."""
        self._key = key
        self.key_span = span
        self.wants_key = False
        self.dropped_here = self.dropped or key is DROPPED
        self.started(span)

    def put(self, value: object, span: Span) -> None:
        """A value was read."""
        if isinstance(self.value, list):
            self.value.append(None if value is DROPPED else value)
        elif value is not DROPPED and not self.dropped_here:
            self.value[str(self._key)] = value
        self._key = _NO_KEY
        self.key_span = None
        self.wants_key = self.is_mapping
        self.dropped_here = self.dropped
        self.started(span)
