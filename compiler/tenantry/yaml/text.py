"""Bytes to text: UTF-8 without marks, and no character that is seen otherwise than it reads."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from tenantry.diagnostics import Diagnostic, codes
from tenantry.model.document import Span
from tenantry.yaml import limits

FORBIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters but tab, line feed, carriage return; NEL is one of them
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional controls (Unicode TR9, CVE-2021-42574)
    "\u2028\u2029\ufeff\ufffe\uffff\ufdd0-\ufdef"  # other line ends, byte order mark, noncharacters
    "\U000e0000-\U000e007f]"  # tag characters: text that nobody sees
    "|\r(?!\n)"
)
_HARMLESS: Final = b"\t\n" + bytes(range(0x20, 0x7F))
"""Bytes of which no other character is made; without them the others are still UTF-8."""
_UTF_16_OR_32: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


def read_text(path: str, content: bytes) -> tuple[str | None, list[Diagnostic]]:
    """The text of a file, or None and why it is none that may be read."""
    if len(content) > limits.FILE_BYTES:
        return None, [
            Diagnostic(
                code=codes.FILE_TOO_LARGE,
                message="the file is larger than 1 MiB",
                span=Span(path),
                help="split it; defaults that tenants share belong in a _defaults.yaml",
            )
        ]
    if content.startswith(b"\xef\xbb\xbf"):
        return None, [
            Diagnostic(
                code=codes.BYTE_ORDER_MARK,
                message="the file begins with a byte order mark",
                span=Span(path),
                help="save it as UTF-8 without a byte order mark",
            )
        ]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as refused:
        return None, [_not_utf8(path, content, refused.start)]
    others = content.translate(None, _HARMLESS)
    if not others or not FORBIDDEN.search(others.decode("utf-8")):
        return text, []
    problems = list(_forbidden(path, text))
    return (None if problems else text), problems


class Lines:
    """The lines of a text, for many positions in it."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def of(self, index: int) -> tuple[int, int]:
        """Line and column, both from 1, of a character of the text."""
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1


def position(text: str, index: int) -> tuple[int, int]:
    """Line and column, both from 1, of a character of the text."""
    line_start = text.rfind("\n", 0, index) + 1
    return text.count("\n", 0, index) + 1, index - line_start + 1


def _not_utf8(path: str, content: bytes, offset: int) -> Diagnostic:
    line, column = position(
        content[:offset].decode("utf-8", "replace"), len(content[:offset].decode("utf-8", "replace"))
    )
    wide = content.startswith(_UTF_16_OR_32)
    return Diagnostic(
        code=codes.NOT_UTF8,
        message="the file is UTF-16 or UTF-32" if wide else f"the byte 0x{content[offset]:02x} is not UTF-8 here",
        span=Span(path, line, column, line, column + 1),
        help="save it as UTF-8",
    )


def _forbidden(path: str, text: str) -> Iterator[Diagnostic]:
    for count, found in enumerate(FORBIDDEN.finditer(text)):
        if count == limits.REPORTED:
            return
        line, column = position(text, found.start())
        yield Diagnostic(
            code=codes.FORBIDDEN_CHARACTER,
            message=f"{name_of(found.group())} is not allowed, not in comments either",
            span=Span(path, line, column, line, column + 1),
            help="remove it; in a double-quoted text write line ends as \\n",
        )


def name_of(character: str) -> str:
    """A character in words, without showing it."""
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X}" + (f" ({name.lower()})" if name else " (a control character)")
