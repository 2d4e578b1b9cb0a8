"""Diagnostics as a JUnit report: a test case for each file with a problem, so that CI lists them by file."""

from __future__ import annotations

from collections.abc import Sequence

from tenantry.diagnostics import Diagnostic, Severity
from tenantry.report.escape import terminal, xml
from tenantry.report.report import Report, sentence


def junit(report: Report) -> str:
    """A file with errors is a failed case, its warnings stand in the case's output; a clean report has one passing
    case, as a suite without cases counts as broken."""
    by_path: dict[str, list[Diagnostic]] = {}
    for problem in report.diagnostics:
        by_path.setdefault(problem.span.path, []).append(problem)
    cases = [_case(path, problems) for path, problems in by_path.items()] or [
        '    <testcase classname="tenantry" name="validate"/>\n'
    ]
    failed = sum(any(_is_error(problem) for problem in problems) for problems in by_path.values())
    counts = f'name="tenantry" tests="{len(cases)}" failures="{failed}" errors="0"'
    inner = f"  <testsuite {counts}>\n{''.join(cases)}  </testsuite>\n"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites {counts}>\n{inner}</testsuites>\n'


def _case(path: str, problems: Sequence[Diagnostic]) -> str:
    errors = [problem for problem in problems if _is_error(problem)]
    warnings = [problem for problem in problems if not _is_error(problem)]
    parts = ""
    if errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        first = f'type="{errors[0].code.id}" message="{xml(terminal(errors[0].message) + more)}"'
        parts += f"      <failure {first}>{_listed(errors)}</failure>\n"
    if warnings:
        parts += f"      <system-out>{_listed(warnings)}</system-out>\n"
    return f'    <testcase classname="tenantry" name="{xml(terminal(path))}">\n{parts}    </testcase>\n'


def _is_error(problem: Diagnostic) -> bool:
    return problem.severity is Severity.ERROR


def _listed(problems: Sequence[Diagnostic]) -> str:
    return xml("\n".join(_line(problem) for problem in problems))


def _line(problem: Diagnostic) -> str:
    span, code = problem.span, problem.code
    place = f"{terminal(span.path)}:{span.line}:{span.column}"
    return f"{place}: {problem.severity.value}[{code.id}] {code.name}: {sentence(problem)}"
