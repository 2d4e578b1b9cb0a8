"""Diagnostics as JSON (CONTRACT §4.1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tenantry.diagnostics import Diagnostic
from tenantry.report.escape import json_text
from tenantry.report.report import Report


def json_report(report: Report) -> str:
    """The whole report."""
    data = {
        "version": 1,
        "summary": {
            "errors": report.errors,
            "warnings": report.warnings,
            "tenants": report.tenants,
            "integrations": report.integrations,
            "files": report.files,
        },
        "diagnostics": entries(report.diagnostics),
    }
    return json_text(data)


def entries(diagnostics: Iterable[Diagnostic]) -> list[dict[str, Any]]:
    """Each diagnostic as plain data."""
    return [_entry(problem) for problem in diagnostics]


def _entry(problem: Diagnostic) -> dict[str, Any]:
    span = problem.span
    return {
        "code": problem.code.id,
        "name": problem.code.name,
        "severity": problem.severity.value,
        "message": problem.message,
        "path": span.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "help": problem.help,
        "related": [
            {
                "message": related.message,
                "path": related.span.path,
                "line": related.span.line,
                "column": related.span.column,
            }
            for related in problem.related
        ],
        "tenants": list(problem.tenants),
    }
