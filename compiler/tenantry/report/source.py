"""The source line of a problem, cut to what matters, with every secret in it masked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from tenantry.diagnostics import Diagnostic, codes
from tenantry.model.document import Span
from tenantry.report.escape import terminal
from tenantry.secrets.detect import secret_kind

WIDTH: Final = 100
"""Characters of a line that are shown; longer ones are cut around the problem."""
_LEAD: Final = 20
_TOKEN: Final = re.compile(r"[^\s\"',{}\[\]]{8,}")

Masks = dict[tuple[str, int], list[tuple[int, int]]]


def masks(diagnostics: Iterable[Diagnostic]) -> Masks:
    """By path and line, the columns (from 0, end exclusive) that a problem says hold a secret."""
    found: Masks = {}
    for problem in diagnostics:
        if problem.code is codes.PLAIN_SECRET:
            span = problem.span
            for number in range(span.line, span.end_line + 1):
                first = span.column - 1 if number == span.line else 0
                last = span.end_column - 1 if number == span.end_line else 1 << 20
                found.setdefault((span.path, number), []).append((first, last))
    return found


def excerpt(line: str | None, span: Span, hidden: Iterable[tuple[int, int]]) -> tuple[str, str] | None:
    """The line and the carets below it, or None where there is nothing to show."""
    if line is None or not line.strip():
        return None
    masked = _masked(line, hidden)
    first = min(span.column - 1, len(masked))
    last = min(span.end_column - 1, len(masked)) if span.end_line == span.line else len(masked.rstrip())
    last = max(last, first + 1)
    start = max(0, first - _LEAD) if len(masked) > WIDTH else 0
    end = min(len(masked), start + WIDTH)
    lead, tail = "…" if start else "", "…" if end < len(masked) else ""
    before, under = _shown(masked[start:first]), _shown(masked[first : min(last, end)] or " ")
    carets = " " * (len(lead) + _width(before)) + "^" * max(1, _width(under))
    return lead + _shown(masked[start:end]) + tail, carets


def _masked(line: str, hidden: Iterable[tuple[int, int]]) -> str:
    """The line with asterisks over what was found to be a secret, and over every word that looks like one."""
    characters = list(line)
    for first, last in hidden:
        characters[first:last] = "*" * len(characters[first:last])
    key = line.split(":", 1)[0].strip(" -'\"")
    for word in _TOKEN.finditer("".join(characters)):
        if secret_kind(key, word.group()) is not None:
            characters[word.start() : word.end()] = "*" * (word.end() - word.start())
    return "".join(characters)


def _shown(text: str) -> str:
    return terminal(text.replace("\t", "    "))


def _width(text: str) -> int:
    """Columns of a terminal: wide characters take two, combining ones none."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )
