"""Forms: what many have in common is written once, and what each has of its own is filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from operator import attrgetter, call
from typing import Any, Final, NamedTuple, Protocol

_MARK: Final = "\0"
"""What no format writes: control characters are escaped in all of them."""


class Value(Protocol):
    """Writes what follows a key on the level of `line`, which is the line break before it."""

    def __call__(self, value: Any, line: str) -> str: ...


class Format(NamedTuple):
    """How a format writes a mapping, on the level of a line; what follows a key; and a text that follows a key."""

    mapping: Callable[[Mapping[str, Any], str], str]
    value: Value
    text: Callable[[str], str]


class Slot:
    """Stands in a form for an attribute of the subject that it is filled in with: `a`, or `a.b` for one of one."""

    __slots__ = ("_attribute",)

    def __init__(self, attribute: str) -> None:
        self._attribute = attribute

    def at(self, line: str) -> str:
        """What a format writes in its place, after a key on the level of `line`."""
        return f"{_MARK}{self._attribute}{_MARK}{line}{_MARK}"

    def of(self, subject: object) -> Any:
        """What the subject has there."""
        return attrgetter(self._attribute)(subject)


def whole(text: str) -> str:
    """What was written. TypeError where there was a slot outside of forms."""
    if _MARK in text:
        raise TypeError("a slot has a place in a form only")
    return text


class Text(Slot):
    """A slot of what is always a text, which is quicker to write."""

    __slots__ = ()

    def at(self, line: str) -> str:
        """As above; the level does not matter."""
        del line
        return super().at("")


class _Written(NamedTuple):
    """How a form is written on one level: in pieces, every second of which is to be filled in, by what asks a subject
    for all of them and what writes each."""

    format: Format
    pieces: list[str]
    ask: Callable[[Any], tuple[Any, ...]]
    write: list[Callable[[Any], str]]


class Form:
    """A mapping, with slots in place of what its keys have, and those of mappings and lists in it. It must not change:
    what is written of it is remembered. ValueError for one that is empty."""

    __slots__ = ("_written", "data")

    def __init__(self, data: Mapping[str, Any]) -> None:
        if not data:
            raise ValueError("a form has nothing in it")
        self.data: Final = data
        self._written: dict[str, _Written] = {}

    def of(self, subject: object) -> Filled:
        """It, filled in with what a subject has."""
        return Filled(self, subject)

    def at(self, format: Format, line: str) -> _Written:
        """How it is written on the level of `line`."""
        written = self._written.get(line)
        if written is None or written.format is not format:
            written = self._written[line] = _written(self.data, format, line)
        return written


def _written(data: Mapping[str, Any], format: Format, line: str) -> _Written:
    parts = format.mapping(data, line).split(_MARK)
    attributes, lines = parts[1::3], parts[2::3]
    del parts[2::3]
    ask = attrgetter(*attributes, "__class__", "__class__")  # two more, as it gives a tuple only for several
    write = [partial(format.value, line=each) if each else format.text for each in lines]
    return _Written(format, parts, ask, write)


class Filled:
    """A form and the subject that it is filled in with: a mapping, for the formats that know forms."""

    __slots__ = ("_form", "_subject")

    def __init__(self, form: Form, subject: object) -> None:
        self._form = form
        self._subject = subject

    def text(self, format: Format, line: str) -> str:
        """What is written of it on the level of `line`."""
        written = self._form.at(format, line)
        pieces = written.pieces.copy()
        pieces[1::2] = map(call, written.write, written.ask(self._subject))
        return "".join(pieces)

    def part(self, key: str) -> Any:
        """What a key has, as data."""
        return _data(self._form.data[key], self._subject)

    @property
    def data(self) -> dict[str, Any]:
        """It as data."""
        return {key: self.part(key) for key in self._form.data}


def _data(value: Any, subject: object) -> Any:
    if isinstance(value, Slot):
        return _data(value.of(subject), None)
    if isinstance(value, Filled):
        return value.data
    if isinstance(value, Mapping):
        return {key: _data(each, subject) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_data(each, subject) for each in value]
    return value
