"""What a plain scalar means: the YAML 1.2 core schema (https://yaml.org/spec/1.2.2/#103-core-schema)."""

from __future__ import annotations

import re
from math import isinf
from typing import Final

from tenantry.diagnostics import Code, codes

_INT: Final = re.compile(r"[-+]?[0-9]+")
_OCTAL: Final = re.compile(r"0o[0-7]+")
_HEX: Final = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE: Final = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
WORDS: Final = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
"""What is no text, but for numbers, which begin with none of a key's letters."""
_NUMERIC: Final = frozenset("-+.0123456789")
_DIGITS: Final = 20
"""Longer whole numbers cannot fit 64 bits; they are refused before Python converts them."""

Scalar = str | int | float | bool | None


class Refused(Exception):
    """A scalar that has no value that may be used."""

    def __init__(self, code: Code, message: str, help_text: str) -> None:
        super().__init__(message)
        self.code = code
        self.help = help_text


def plain(text: str) -> Scalar:
    """The value of a plain scalar; raises `Refused` for infinities, NaN and numbers out of range."""
    if text in WORDS:
        return WORDS[text]
    if text[0] not in _NUMERIC:
        return text
    if _INT.fullmatch(text):
        return _whole(text, 10)
    if _OCTAL.fullmatch(text):
        return _whole(text[2:], 8)
    if _HEX.fullmatch(text):
        return _whole(text[2:], 16)
    if _NOT_FINITE.fullmatch(text):
        raise Refused(codes.NOT_FINITE, "infinities and NaN are no values", "write a number, or quote it if it is text")
    return _real(text) if _FLOAT.fullmatch(text) else text


def _whole(digits: str, base: int) -> int:
    stripped = digits.lstrip("+-0")
    value = int(digits, base) if len(stripped) <= 3 * _DIGITS else 1 << 64
    if len(stripped) > 3 * _DIGITS or not -(1 << 63) <= value < 1 << 64:
        raise Refused(codes.NUMBER_RANGE, "the number does not fit 64 bits", "quote it if it is text")
    return value


def _real(text: str) -> float:
    value = float(text)
    if isinf(value):
        raise Refused(codes.NUMBER_RANGE, "the number is larger than a double", "quote it if it is text")
    return value
