"""Diagnostics for people: the place, the problem, the line that it stands on, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import click

from tenantry.diagnostics import Diagnostic, Severity
from tenantry.model.document import Span
from tenantry.report.escape import terminal
from tenantry.report.report import Report, SourceLine
from tenantry.report.secrets import shown_lines
from tenantry.report.source import excerpt

Paint = Callable[..., str]
_COLORS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow"}
TENANTS: Final = 3
"""Tenants that are named; the others are counted."""


def text(report: Report, *, color: bool = False) -> str:
    """Every problem and the summary."""
    return "\n".join([*_blocks(report, color), summary(report) + "\n"])


def problems(report: Report, *, color: bool = False) -> str:
    """Every problem, without the summary."""
    return "\n".join(_blocks(report, color))


def _blocks(report: Report, color: bool) -> list[str]:
    if not report.diagnostics:
        return []
    source, paint = shown_lines(report), click.style if color else _plain
    return ["".join(f"{line}\n" for line in _block(problem, source, paint)) for problem in report.diagnostics]


def summary(report: Report) -> str:
    """The counts, in one line."""
    counts = {"tenant": report.tenants, "integration": report.integrations, "file": report.files}
    checked = ", ".join(_count(number, what) for what, number in counts.items())
    if not report.diagnostics:
        return f"no problems ({checked})"
    return f"{_count(report.errors, 'error')}, {_count(report.warnings, 'warning')} ({checked})"


def named(tenants: Sequence[str]) -> str:
    """Some tenants by name, the others by number."""
    more = f", and {len(tenants) - TENANTS} more" if len(tenants) > TENANTS else ""
    return ", ".join(terminal(tenant) for tenant in tenants[:TENANTS]) + more


def _plain(text: str, **style: Any) -> str:
    del style
    return text


def _block(problem: Diagnostic, source: SourceLine, paint: Paint) -> Iterator[str]:
    kind = paint(f"{problem.severity.value}[{problem.code.id}]", fg=_COLORS[problem.severity], bold=True)
    yield f"{paint(_place(problem.span), bold=True)}: {kind} {problem.code.name}: {terminal(problem.message)}"
    yield from _excerpt(problem, source, paint)
    if problem.help:
        yield f"  {paint('help:', fg='cyan')} {terminal(problem.help)}"
    for related in problem.related:
        yield f"  {paint('note:', fg='cyan')} {terminal(related.message)}: {_place(related.span)}"
    if problem.tenants and (len(problem.tenants) > 1 or not _is_file_of(problem.tenants[0], problem.span.path)):
        yield f"  {paint('tenants:', fg='cyan')} {named(problem.tenants)}"


def _excerpt(problem: Diagnostic, source: SourceLine, paint: Paint) -> Iterator[str]:
    span = problem.span
    shown = excerpt(source(span.path, span.line), span)
    if shown is not None:
        gutter = str(span.line)
        yield f"  {paint(gutter + ' |', dim=True)} {shown[0]}".rstrip()
        yield f"  {' ' * len(gutter)} {paint('|', dim=True)} {paint(shown[1], fg=_COLORS[problem.severity], bold=True)}"


def _place(span: Span) -> str:
    """A path that begins as a workflow command does is written with its folder: runners obey the start of any line."""
    place = f"{terminal(span.path)}:{span.line}:{span.column}"
    return f"./{place}" if place.lstrip().startswith("::") else place


def _is_file_of(tenant: str, path: str) -> bool:
    integration, _, name = tenant.partition("/")
    return path.startswith(f"tenants/{integration}/") and path.endswith(f"/{name}.yaml")


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")
