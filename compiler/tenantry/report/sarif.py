"""Diagnostics as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from tenantry import __version__
from tenantry.diagnostics import Code, Diagnostic
from tenantry.diagnostics.page import read_page
from tenantry.model.document import Span
from tenantry.report.escape import json_text, terminal
from tenantry.report.fingerprint import fingerprints
from tenantry.report.report import Report, sentence

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(report: Report) -> str:
    """One run with the rules that it uses."""
    used = sorted({problem.code for problem in report.diagnostics}, key=lambda code: code.id)
    index = {code: number for number, code in enumerate(used)}
    results = [
        _result(problem, index[problem.code], fingerprint)
        for problem, fingerprint in zip(report.diagnostics, fingerprints(report.diagnostics), strict=True)
    ]
    driver = {"name": "tenantry", "version": __version__, "rules": [_rule(code) for code in used]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: Code) -> dict[str, Any]:
    """Without the page's examples, as those of secrets look like secrets."""
    page = read_page(code)
    return {
        "id": code.id,
        "name": "".join(word.capitalize() for word in code.name.split("-")),
        "shortDescription": {"text": code.name.replace("-", " ")},
        "fullDescription": {"text": page.what},
        "help": {"text": f"{page.why}\n\n{page.fix}\n\ntenantry explain {code.id}"},
        "defaultConfiguration": {"level": code.severity.value},
    }


def _result(problem: Diagnostic, rule: int, fingerprint: str) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": problem.code.id,
        "ruleIndex": rule,
        "level": problem.severity.value,
        "message": {"text": sentence(problem)},
        "locations": [{"physicalLocation": _place(problem.span)}],
        "partialFingerprints": {"tenantry/v1": fingerprint},
    }
    if problem.related:
        result["relatedLocations"] = [
            {"physicalLocation": _place(related.span), "message": {"text": terminal(related.message)}}
            for related in problem.related
        ]
    return result


def _place(span: Span) -> dict[str, Any]:
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    return {
        "artifactLocation": {"uri": quote(span.path, errors="backslashreplace"), "uriBaseId": "%SRCROOT%"},
        "region": region,
    }
