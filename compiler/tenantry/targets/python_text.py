"""Python literals: data in a program, which `ast.literal_eval` reads back equal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from json.encoder import encode_basestring
from typing import Final

_INDENT: Final = "    "


def python_literal(value: object, *, depth: int = 0) -> str:
    """A literal in ASCII, laid out as formatters do: an item a line. Takes mappings, sequences, texts, numbers,
    booleans and None; TypeError for anything else."""
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, (bool, int, float)):
        return repr(value)
    if isinstance(value, Mapping):
        items = [f"{_text(key)}: {python_literal(item, depth=depth + 1)}" for key, item in value.items()]
        return "".join(_lines("{", items, "}", depth))
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        items = [python_literal(item, depth=depth + 1) for item in value]
        flat = f"[{', '.join(items)}]"
        return flat if len(flat) <= 100 and "\n" not in flat else "".join(_lines("[", items, "]", depth))
    raise TypeError(f"no literal for {type(value).__name__}")


def _lines(start: str, items: Sequence[str], end: str, depth: int) -> Iterator[str]:
    yield start
    for item in items:
        yield f"\n{_INDENT * (depth + 1)}{item},"
    yield f"\n{_INDENT * depth}{end}" if items else end


def _text(text: str) -> str:
    """JSON's escapes mean the same in Python; what is not ASCII gets Python's own, as JSON would split characters
    beyond the first plane in two."""
    return encode_basestring(text).encode("ascii", "backslashreplace").decode("ascii")
