"""Diagnostics as annotations of GitHub Actions
(https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands)."""

from __future__ import annotations

from tenantry.diagnostics import Diagnostic
from tenantry.report.escape import github_data, github_property, terminal
from tenantry.report.report import Report
from tenantry.report.text import named, summary


def github(report: Report) -> str:
    """A command a line, and the summary as plain text. GitHub shows ten of a kind for a step; the log has them all."""
    lines = [_command(problem) for problem in report.diagnostics]
    return "".join(f"{line}\n" for line in [*lines, summary(report)])


def _command(problem: Diagnostic) -> str:
    span = problem.span
    properties = {"file": span.path, "line": str(span.line), "endLine": str(span.end_line)}
    if span.line == span.end_line:  # the runner drops columns of more than one line
        properties |= {"col": str(span.column), "endColumn": str(span.end_column)}
    properties["title"] = f"{problem.code.id} {problem.code.name}"
    listed = ",".join(f"{name}={github_property(value)}" for name, value in properties.items())
    return f"::{problem.severity.value} {listed}::{github_data(_message(problem))}"


def _message(problem: Diagnostic) -> str:
    lines = [terminal(problem.message)]
    if problem.help:
        lines.append(f"help: {terminal(problem.help)}")
    if len(problem.tenants) > 1:
        lines.append(f"tenants: {named(problem.tenants)}")
    return "\n".join(lines)
