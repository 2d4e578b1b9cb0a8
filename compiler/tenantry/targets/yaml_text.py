"""YAML that readers of version 1.1 and 1.2 take for the same: built as data, every doubtful text in double quotes.

PyYAML writes the same data (the tests compare the two), and takes six times as long."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from json.encoder import encode_basestring_ascii
from typing import Any, Final

from tenantry.model.form import Filled, Format, Slot, whole

_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*", re.ASCII)
"""Texts that are nothing but text in every version, but for the words below."""
_WORDS: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "none"})
_SCALARS: Final = frozenset({str, bool, int, type(None)})
_SURROGATES: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})")
_LONGEST_KEY: Final = 1000
"""Readers look for a key's colon within 1024 characters (https://yaml.org/spec/1.2.2/#example-single-pair-explicit-entry)."""


def yaml_documents(documents: Iterable[Mapping[str, Any] | Filled]) -> bytes:
    """The documents as one YAML file, keys in the order given, ASCII alone.

    Holds mappings, sequences, texts, whole numbers, booleans and None, and forms that are filled in; TypeError for
    anything else, ValueError for a key that readers would not find.
    """
    return whole("".join([f"---{_document(document)}\n" for document in documents])).encode("ascii")


def _document(document: Mapping[str, Any] | Filled) -> str:
    inside = _inside(document, "\n")
    return f"\n{inside}" if inside else " {}"


def _mapping(entries: Mapping[str, Any], line: str) -> str:
    """`line` is the line break before what stands on the same level, here and below."""
    return line.join(
        [
            f"{_key(key)}:{_text(value)}" if type(value) is str else f"{_key(key)}:{_value(value, line)}"
            for key, value in entries.items()
        ]
    )


def _value(value: Any, line: str) -> str:
    """What follows a key that stands on the level of `line`."""
    kind = type(value)
    if kind is str:
        return _text(value)
    if kind in _SCALARS:
        return _scalar(value)
    if isinstance(value, Slot):
        return value.at(line)
    if isinstance(value, (list, tuple)) and value:
        return f"{line}{_sequence(value, line)}"
    deeper = f"{line}  "
    inside = _inside(value, deeper)
    return f"{deeper}{inside}" if inside else _scalar(value)


def _sequence(items: Sequence[Any], line: str) -> str:
    deeper = f"{line}  "
    return line.join([f"- {inside}" if (inside := _inside(item, deeper)) else f"-{_scalar(item)}" for item in items])


def _inside(value: Any, line: str) -> str:
    """The lines of what has some; nothing for all else."""
    if isinstance(value, Filled):
        return value.text(_YAML, line)
    if isinstance(value, (dict, Mapping)) and value:
        return _mapping(value, line)
    if isinstance(value, (list, tuple)) and value:
        return _sequence(value, line)
    return ""


@lru_cache(maxsize=4096)
def _key(key: str) -> str:
    text = _quoted(key)
    if len(text) > _LONGEST_KEY:
        raise ValueError("a key is too long for YAML")
    return text


def _scalar(value: object) -> str:
    """What follows the colon of a key or the dash of an item, with the space between them."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return " true" if value else " false"
    if isinstance(value, int):
        return f" {value}"
    if value is None:
        return " null"
    if isinstance(value, Mapping):
        return " {}"
    if isinstance(value, (list, tuple)):
        return " []"
    raise TypeError(f"{type(value).__name__} has no place in YAML")


@lru_cache(maxsize=1024)
def _text(value: str) -> str:
    """As `_scalar`. Most texts come again in the same tenant, or in every one."""
    return f" {_quoted(value)}"


def _quoted(value: str) -> str:
    """JSON's escapes are YAML's (https://yaml.org/spec/1.2.2/#57-escaped-characters), but for pairs of surrogates."""
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    quoted = encode_basestring_ascii(value).replace("\x7f", "\\x7f")
    return _SURROGATES.sub(_astral, quoted) if "\\ud" in quoted else quoted


def _astral(found: re.Match[str]) -> str:
    high, low = int(found[2], 16), int(found[3], 16)
    return f"{found[1]}\\U{0x10000 + (high - 0xD800 << 10) + (low - 0xDC00):08X}"


_YAML: Final = Format(mapping=_mapping, value=_value, text=_text)
