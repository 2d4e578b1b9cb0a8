"""Values on one line, as the plain lane reads them: plain and quoted scalars, and brackets.

Every pattern takes less than YAML allows, and nothing that libyaml or the guards read otherwise. Quantifiers are
possessive (`++`, `*+`): what does not match is given up in one pass, however long it is.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from sys import intern
from typing import Any, Final

from tenantry.yaml.scalar import WORDS, Scalar, plain
from tenantry.yaml.text import FORBIDDEN

NAME: Final = r"[A-Za-z_$][A-Za-z0-9_$./-]{0,127}+"
"""A key without quotes; libyaml takes up to 1 024 characters. It is text but for words such as `null`, see `put`."""
DOUBLE: Final = r'"(?:[^"\\\n]|\\["\\nt]|\\u(?![dD][89a-fA-F])[0-9a-fA-F]{4})*+"'
"""With the escapes that JSON has too, and no halves of characters."""
SINGLE: Final = r"'(?:[^'\n]|'')*+'"
_FIRST: Final = r"""(?:[^ \n\-?:,\[\]{}#&*!|>'"%@`]|-(?=[0-9.A-Za-z]))"""
"""What a plain scalar may begin with: no indicator, or a minus."""


def _words(first: str, rest: str) -> str:
    """Words with spaces between: what all but the first begin with, and what each goes on with."""
    return rf"{_FIRST}{rest}(?: ++{first}{rest})*+"


BLOCK: Final = _words(r"[^ \n:#]", r"(?:[^ \n:]|:(?![ \n]))*+")
BRACKETS: Final = r"[\[{][^\n]*+"
"""The rest of a line, which `bracketed` takes apart."""
_IN_BRACKETS: Final = _words(r"[^ \n:#,\[\]{}?]", r"(?:[^ \n:#,\[\]{}?]|:(?=[A-Za-z0-9/]))*+")
ENTRY: Final = re.compile(
    rf"(?:({NAME}): ++)?(?:({DOUBLE}|{SINGLE}|{_IN_BRACKETS})|([\[{{])) *+((?:[\]}}] *+)*+)((?:, *+)?)(?:(?<= )#.*+)?"
    r"|(.++)"
)
"""Key, scalar or opening bracket, closing brackets, comma; or the whole rest, if it does not begin with such."""
_DEEPEST: Final = 8
"""Brackets within brackets."""

Collection = dict[str, object] | list[object]
_COLLECTIONS: Final[dict[str, type[Collection]]] = {"{": dict, "}": dict, "[": list, "]": list, "": list}


class Strange(Exception):
    """Something that the plain lane does not know."""


def named(key: str) -> str:
    """A key that is text; an empty one is none."""
    if key and key in WORDS:
        raise Strange
    return intern(key)


def put(where: Collection, key: str, value: object) -> None:
    """One more entry of a mapping (with a key, which is there once) or list (without)."""
    if key:
        if type(where) is not dict or key in where:
            raise Strange
        where[key] = value
    elif type(where) is list:
        where.append(value)
    else:
        raise Strange


@lru_cache(maxsize=2048)
def scalar(raw: str) -> Scalar:
    """The value of a scalar as it is written; most of a repository's stand in many files."""
    if raw[0] == "'":
        return raw[1:-1].replace("''", "'")
    if raw[0] != '"':
        return plain(raw)
    if "\\" not in raw:
        return raw[1:-1]
    value: str = json.loads(raw)
    if FORBIDDEN.search(value):
        raise Strange
    return value


def bracketed(raw: str) -> object:
    """The value of a line's rest that begins with a bracket; a comment may follow."""
    outermost: list[object] = []
    here: Any = outermost
    above: list[Any] = []
    for key, text, opening, closing, comma, rest in ENTRY.findall(raw):
        if text:
            put(here, key and named(key), scalar(text))
        else:
            value = _COLLECTIONS[opening]()
            put(here, key and named(key), value)
            above.append(here)
            here = value
        for sign in closing.replace(" ", "") if closing else "":
            if not above or type(here) is not _COLLECTIONS[sign]:
                raise Strange
            here = above.pop()
        if rest or len(above) > _DEEPEST or bool(comma) is not bool(above and (text or closing)):
            raise Strange
    if above or len(outermost) != 1:
        raise Strange
    return outermost[0]
