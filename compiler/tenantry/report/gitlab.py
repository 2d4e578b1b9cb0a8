"""Diagnostics as a GitLab code quality report (https://docs.gitlab.com/ci/testing/code_quality/)."""

from __future__ import annotations

from tenantry.diagnostics import Severity
from tenantry.report.escape import json_text
from tenantry.report.fingerprint import fingerprints
from tenantry.report.report import Report, sentence

_LEVELS = {Severity.ERROR: "major", Severity.WARNING: "minor"}


def gitlab(report: Report) -> str:
    """A JSON list of issues."""
    issues = [
        {
            "description": sentence(problem),
            "check_name": f"{problem.code.id} {problem.code.name}",
            "fingerprint": fingerprint,
            "severity": _LEVELS[problem.severity],
            "location": {
                "path": problem.span.path,
                "positions": {
                    "begin": {"line": problem.span.line, "column": problem.span.column},
                    "end": {"line": problem.span.end_line, "column": problem.span.end_column},
                },
            },
        }
        for problem, fingerprint in zip(report.diagnostics, fingerprints(report.diagnostics), strict=True)
    ]
    return json_text(issues)
