"""YAML that readers of version 1.1 and 1.2 take for the same: built as data, every doubtful text in double quotes.

PyYAML writes the same data (the tests compare the two), and takes six times as long."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from json.encoder import encode_basestring_ascii
from typing import Any, Final

_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*", re.ASCII)
"""Texts that are nothing but text in every version, but for the words below."""
_WORDS: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "none"})
_SCALARS: Final = frozenset({str, bool, int, type(None)})
_SURROGATES: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})")
_LONGEST_KEY: Final = 1000
"""Readers look for a key's colon within 1024 characters (https://yaml.org/spec/1.2.2/#example-single-pair-explicit-entry)."""


def yaml_documents(documents: Iterable[Mapping[str, Any]]) -> bytes:
    """The documents as one YAML file, keys in the order given, ASCII alone.

    Holds mappings, sequences, texts, whole numbers, booleans and None; TypeError for anything else, ValueError for a
    key that readers would not find.
    """
    lines: list[str] = []
    for document in documents:
        if document:
            lines.append("---")
            _mapping(document, "", "", lines)
        else:
            lines.append("--- {}")
    return ("\n".join(lines) + "\n").encode("ascii")


def _mapping(entries: Mapping[str, Any], indent: str, first: str, lines: list[str]) -> None:
    """`first` stands before the first key in place of the indentation, as the dash of a list's item does."""
    lead = first or indent
    for key, value in entries.items():
        head = f"{lead}{_key(key)}:"
        lead = indent
        kind = type(value)
        if kind is str:
            lines.append(f"{head} {_text(value)}")
        elif isinstance(value, (list, tuple)) and value:
            lines.append(head)
            _sequence(value, indent, "", lines)
        elif kind not in _SCALARS and isinstance(value, (dict, Mapping)) and value:
            lines.append(head)
            _mapping(value, indent + "  ", "", lines)
        else:
            lines.append(f"{head} {_scalar(value)}")


def _sequence(items: Sequence[Any], indent: str, first: str, lines: list[str]) -> None:
    lead = first or indent
    for item in items:
        head = f"{lead}- "
        lead = indent
        if isinstance(item, (list, tuple)) and item:
            _sequence(item, indent + "  ", head, lines)
        elif type(item) not in _SCALARS and isinstance(item, (dict, Mapping)) and item:
            _mapping(item, indent + "  ", head, lines)
        else:
            lines.append(f"{head}{_scalar(item)}")


@lru_cache(maxsize=4096)
def _key(key: str) -> str:
    text = _text(key)
    if len(text) > _LONGEST_KEY:
        raise ValueError("a key is too long for YAML")
    return text


def _scalar(value: object) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if value is None:
        return "null"
    if isinstance(value, Mapping):
        return "{}"
    if isinstance(value, (list, tuple)):
        return "[]"
    raise TypeError(f"{type(value).__name__} has no place in YAML")


@lru_cache(maxsize=16384)
def _text(value: str) -> str:
    """JSON's escapes are YAML's (https://yaml.org/spec/1.2.2/#57-escaped-characters), but for pairs of surrogates."""
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    quoted = encode_basestring_ascii(value).replace("\x7f", "\\x7f")
    return _SURROGATES.sub(_astral, quoted) if "\\ud" in quoted else quoted


def _astral(found: re.Match[str]) -> str:
    high, low = int(found[2], 16), int(found[3], 16)
    return f"{found[1]}\\U{0x10000 + (high - 0xD800 << 10) + (low - 0xDC00):08X}"
