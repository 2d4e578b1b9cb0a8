"""The lines of files as they may be shown: every secret in them covered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from tenantry.diagnostics.secret import places
from tenantry.report.report import Report, SourceLine

Masks = Mapping[tuple[str, int], Sequence[tuple[int, int]]]
"""By path and line, the columns (from 0, end exclusive) that hold a secret."""
_END_OF_LINE: Final = 1 << 20
_LONGEST: Final = 10_000
"""Characters; a longer line is not shown, as no person reads it and searching it takes long."""


def shown_lines(report: Report) -> SourceLine:
    """Gives the lines of a report's files, masked; each is looked at once."""
    from tenantry.secrets.mask import masked  # noqa: PLC0415  where nothing is shown, nothing is covered

    hidden = masks(report)

    @cache
    def line(path: str, number: int) -> str | None:
        written = report.source_line(path, number)
        if written is None or len(written) > _LONGEST:
            return None
        return masked(written, hidden.get((path, number), ()))

    return line


def masks(report: Report) -> Masks:
    """What the problems of a report, and its other known secrets, say is one."""
    found: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for span in (*report.secrets, *places(report.diagnostics)):
        for number in range(span.line, span.end_line + 1):
            first = span.column - 1 if number == span.line else 0
            last = span.end_column - 1 if number == span.end_line else _END_OF_LINE
            found.setdefault((span.path, number), []).append((first, last))
    return found
