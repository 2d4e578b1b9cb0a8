"""Diagnostics for people: the place, the problem, the line that it stands on, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import click

from tenantry.diagnostics import Diagnostic, Severity
from tenantry.report.escape import terminal
from tenantry.report.report import Report
from tenantry.report.source import excerpt, masks

_COLORS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow"}
TENANTS: Final = 3
"""Tenants that are named; the others are counted."""


def text(report: Report, *, color: bool = False) -> str:
    """Every problem and the summary."""
    hidden = masks(report.diagnostics)
    paint = _Paint(color)
    blocks = ["".join(f"{line}\n" for line in _block(report, problem, hidden, paint)) for problem in report.diagnostics]
    return "\n".join([*blocks, summary(report) + "\n"])


def summary(report: Report) -> str:
    """The counts, in one line."""
    counts = {"tenant": report.tenants, "integration": report.integrations, "file": report.files}
    checked = ", ".join(_count(number, what) for what, number in counts.items())
    if not report.diagnostics:
        return f"no problems ({checked})"
    return f"{_count(report.errors, 'error')}, {_count(report.warnings, 'warning')} ({checked})"


class _Paint:
    """Colours, or none."""

    def __init__(self, color: bool) -> None:
        self._color = color

    def __call__(self, text: str, **style: object) -> str:
        return click.style(text, **style) if self._color else text  # type: ignore[arg-type]


def _block(
    report: Report, problem: Diagnostic, hidden: dict[tuple[str, int], list[tuple[int, int]]], paint: _Paint
) -> Iterator[str]:  # fmt: skip
    span, color = problem.span, _COLORS[problem.severity]
    place = f"{terminal(span.path)}:{span.line}:{span.column}"
    kind = paint(f"{problem.severity.value}[{problem.code.id}]", fg=color, bold=True)
    yield f"{paint(place, bold=True)}: {kind} {problem.code.name}: {terminal(problem.message)}"
    shown = excerpt(report.source_line(span.path, span.line), span, hidden.get((span.path, span.line), []))
    if shown is not None:
        gutter = str(span.line)
        line, carets = shown
        yield f"  {paint(gutter + ' |', dim=True)} {line}".rstrip()
        yield f"  {' ' * len(gutter)} {paint('|', dim=True)} {paint(carets, fg=color, bold=True)}"
    if problem.help:
        yield f"  {paint('help:', fg='cyan')} {terminal(problem.help)}"
    for related in problem.related:
        where = f"{terminal(related.span.path)}:{related.span.line}:{related.span.column}"
        yield f"  {paint('note:', fg='cyan')} {terminal(related.message)}: {where}"
    if problem.tenants and (len(problem.tenants) > 1 or not _is_file_of(problem.tenants[0], span.path)):
        yield f"  {paint('tenants:', fg='cyan')} {_tenants(problem.tenants)}"


def _is_file_of(tenant: str, path: str) -> bool:
    return path.endswith(f"/{tenant.rpartition('/')[2]}.yaml")


def _tenants(tenants: tuple[str, ...]) -> str:
    more = f", and {len(tenants) - TENANTS} more" if len(tenants) > TENANTS else ""
    return ", ".join(tenants[:TENANTS]) + more


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")
