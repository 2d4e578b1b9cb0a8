"""Diagnostics as annotations of GitHub Actions (workflow commands)."""

from __future__ import annotations

from tenantry.diagnostics import Diagnostic
from tenantry.report.escape import github_data, github_property
from tenantry.report.report import Report
from tenantry.report.text import summary


def github(report: Report) -> str:
    """A command a line, and the summary as plain text."""
    lines = [_command(problem) for problem in report.diagnostics]
    return "".join(f"{line}\n" for line in [*lines, summary(report)])


def _command(problem: Diagnostic) -> str:
    span = problem.span
    properties = {
        "file": span.path,
        "line": str(span.line),
        "col": str(span.column),
        "endLine": str(span.end_line),
        "endColumn": str(span.end_column),
        "title": f"{problem.code.id} {problem.code.name}",
    }
    listed = ",".join(f"{name}={github_property(value)}" for name, value in properties.items())
    message = problem.message + (f"; {problem.help}" if problem.help else "")
    return f"::{problem.severity.value} {listed}::{github_data(message)}"
