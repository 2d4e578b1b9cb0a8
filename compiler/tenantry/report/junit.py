"""Diagnostics as a JUnit report: a test case for each file with a problem, so that CI lists them by file."""

from __future__ import annotations

from collections.abc import Sequence

from tenantry.diagnostics import Diagnostic, Severity
from tenantry.report.escape import xml_attribute, xml_text
from tenantry.report.report import Report


def junit(report: Report) -> str:
    """Errors are failures, warnings stand in the output of their case; a clean report has one passing case."""
    by_path: dict[str, list[Diagnostic]] = {}
    for problem in report.diagnostics:
        by_path.setdefault(problem.span.path, []).append(problem)
    cases = [_case(path, problems) for path, problems in by_path.items()] or [
        '  <testcase classname="tenantry" name="validate"/>\n'
    ]
    counts = f'tests="{len(cases)}" failures="{report.errors}" errors="0"'
    suite = f'<testsuite name="tenantry" {counts}>\n'
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="tenantry" {counts}>\n{suite}'
    return head + "".join(cases) + "</testsuite>\n</testsuites>\n"


def _case(path: str, problems: Sequence[Diagnostic]) -> str:
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    warnings = [problem for problem in problems if problem.severity is not Severity.ERROR]
    parts = [
        f"    <failure type={xml_attribute(problem.code.id)} message={xml_attribute(problem.message)}>"
        f"{xml_text(_line(problem))}</failure>\n"
        for problem in errors
    ]
    if warnings:
        parts.append(f"    <system-out>{xml_text(chr(10).join(_line(problem) for problem in warnings))}</system-out>\n")
    return f'  <testcase classname="tenantry" name={xml_attribute(path)}>\n{"".join(parts)}  </testcase>\n'


def _line(problem: Diagnostic) -> str:
    span = problem.span
    place = f"{span.path}:{span.line}:{span.column}"
    help_text = f" ({problem.help})" if problem.help else ""
    return f"{place}: {problem.severity.value}[{problem.code.id}] {problem.message}{help_text}"
