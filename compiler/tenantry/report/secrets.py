"""The lines of files as they may be shown: every secret in them covered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final

from tenantry.diagnostics import Diagnostic, codes
from tenantry.model.document import Span
from tenantry.report.report import Report, SourceLine
from tenantry.secrets.detect import secret_kind

Masks = Mapping[tuple[str, int], Sequence[tuple[int, int]]]
"""By path and line, the columns (from 0, end exclusive) that hold a secret."""
_END_OF_LINE: Final = 1 << 20
_WORD: Final = re.compile(r"\"(?:[^\"\\]|\\.)*\"?|'[^']*'?|[^\s\"',{}\[\]]+")
_LONGEST: Final = 10_000
"""Characters; a longer line is not shown, as no person reads it and searching it takes long."""
_KEY_LENGTH: Final = 200
_KEY: Final = re.compile(r"([\w.-]+)[\"']?\s*:\s*$")


def shown_lines(report: Report) -> SourceLine:
    """Gives the lines of a report's files, masked; each is looked at once."""
    hidden = masks(report)

    @cache
    def line(path: str, number: int) -> str | None:
        written = report.source_line(path, number)
        if written is None or len(written) > _LONGEST:
            return None
        return masked(written, hidden.get((path, number), ()))

    return line


def places(diagnostics: Iterable[Diagnostic]) -> list[Span]:
    """Where secrets stand, or may well: whatever a tenant has in place of a connection is taken for one."""
    return [
        problem.span
        for problem in diagnostics
        if problem.code is codes.PLAIN_SECRET
        or (problem.code is codes.CONNECTION_TYPE and problem.span.path.startswith("tenants/"))
    ]


def masks(report: Report) -> Masks:
    """What the problems of a report, and its other known secrets, say is one."""
    found: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for span in (*report.secrets, *places(report.diagnostics)):
        for number in range(span.line, span.end_line + 1):
            first = span.column - 1 if number == span.line else 0
            last = span.end_column - 1 if number == span.end_line else _END_OF_LINE
            found.setdefault((span.path, number), []).append((first, last))
    return found


def masked(line: str, hidden: Iterable[tuple[int, int]]) -> str:
    """The line, as long as it was, with asterisks over these columns, over every word that looks like a secret under
    its key, and over the whole of it where it looks like one only as a whole (a private key)."""
    covered = line
    for first, last in hidden:
        covered = _cover(covered, first, min(last, len(covered)))
    for word in _WORD.finditer(covered):
        key = _KEY.search(covered, max(0, word.start() - _KEY_LENGTH), word.start())
        if secret_kind(key.group(1) if key else "", word.group().strip("\"'")) is not None:
            covered = _cover(covered, *word.span())
    return _cover(covered, 0, len(covered)) if secret_kind("", covered) is not None else covered


def _cover(line: str, first: int, last: int) -> str:
    return line[:first] + "*" * max(0, last - first) + line[last:]
