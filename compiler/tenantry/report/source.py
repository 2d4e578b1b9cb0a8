"""The source line of a problem, cut to what matters."""

from __future__ import annotations

import unicodedata
from typing import Final

from tenantry.model.document import Span
from tenantry.report.escape import cells

WIDTH: Final = 100
"""Columns of a line that are shown, whatever the terminal; longer ones are cut around the problem."""
_LEAD: Final = 20
_TAB: Final = "    "


def excerpt(line: str | None, span: Span) -> tuple[str, str] | None:
    """The line and the carets below it, or None where there is nothing to show. Of a problem over several lines the
    first is shown, marked to its end."""
    if not line or not line.strip():
        return None
    shown = [_TAB if character == "\t" else cell for character, cell in zip(line, cells(line), strict=True)]
    first = min(span.column - 1, len(shown))
    last = span.end_column - 1 if span.end_line == span.line else len(line.rstrip())
    start, end = _window(shown, first)
    lead, tail = "…" if start else "", "…" if end < len(shown) else ""
    under = _width("".join(shown[first : min(last, end)]))
    carets = " " * (len(lead) + _width("".join(shown[start:first]))) + "^" * max(1, under)
    return lead + "".join(shown[start:end]) + tail, carets


def _window(shown: list[str], first: int) -> tuple[int, int]:
    """From where to where a line is shown: as much as there is room for, with a lead before the problem."""
    if _width("".join(shown)) <= WIDTH:
        return 0, len(shown)
    start, room = max(0, first - _LEAD), WIDTH
    end = start
    while end < len(shown) and (room := room - _width(shown[end])) >= 0:
        end += 1
    return start, max(end, min(first + 1, len(shown)))


def _width(text: str) -> int:
    """Columns of a terminal: wide characters take two, combining ones none."""
    return sum(
        0 if unicodedata.category(character) in ("Mn", "Me") else 2 if _is_wide(character) else 1 for character in text
    )


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"
