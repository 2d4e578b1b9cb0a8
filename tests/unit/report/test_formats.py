"""The formats for programs, each read by a reader of its own."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest
from hypothesis import given
from jsonschema import Draft4Validator

from support_report import HOSTILE, PATH, problem, report, texts
from tenantry.diagnostics import Diagnostic, Related, Severity, codes
from tenantry.model.document import Span
from tenantry.report import FORMATS
from tenantry.report.escape import terminal

SARIF = Draft4Validator(json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0.json").read_text()))
WHOLE = Diagnostic(
    code=codes.UNKNOWN_CHANNEL,
    message="orders declares no channel 'gold'",
    span=Span(PATH, 2, 20, 2, 24),
    help="did you mean 'beta'?",
    related=(Related("channels are declared here", Span("integrations/orders/integration.yaml", 5, 1, 5, 9)),),
    tenants=("orders/acme",),
)
ROWS = tuple(replace(WHOLE, message=row, help=row, span=Span(f"tenants/{row}.yaml", 1, 1, 2, 1)) for row in HOSTILE)
"""A problem for each hostile text, which is its message, its help and its file."""
WARNING = problem("the release ends", code=codes.END_OF_LIFE)


def sarif_of(*problems: Diagnostic) -> Any:
    """The run of a SARIF report, once the schema has passed it."""
    data = json.loads(FORMATS["sarif"](report(*problems), color=True))
    SARIF.validate(data)
    assert (data["version"], len(data["runs"])) == ("2.1.0", 1)
    return data["runs"][0]


def test_the_formats_are_those_of_the_contract() -> None:
    assert list(FORMATS) == ["text", "json", "github", "sarif", "gitlab", "junit"]


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "text"])
def test_only_text_knows_colours(form: str) -> None:
    assert FORMATS[form](report(WHOLE, *ROWS), color=True) == FORMATS[form](report(WHOLE, *ROWS))


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_ends_its_last_line(form: str) -> None:
    assert FORMATS[form](report(WHOLE)).endswith("\n")
    assert FORMATS[form](report()).endswith("\n")


def test_json_is_what_the_contract_says() -> None:
    assert json.loads(FORMATS["json"](report(WHOLE, WARNING))) == {
        "version": 1,
        "summary": {"errors": 1, "warnings": 1, "tenants": 9, "integrations": 2, "files": 31},
        "diagnostics": [
            {
                "code": "TN302", "name": "unknown-channel", "severity": "error",
                "message": "orders declares no channel 'gold'", "path": PATH,
                "line": 2, "column": 20, "end_line": 2, "end_column": 24, "help": "did you mean 'beta'?",
                "related": [
                    {
                        "message": "channels are declared here",
                        "path": "integrations/orders/integration.yaml", "line": 5, "column": 1,
                    }
                ],
                "tenants": ["orders/acme"],
            },
            {
                "code": "TN305", "name": "end-of-life", "severity": "warning", "message": "the release ends",
                "path": PATH, "line": 2, "column": 20, "end_line": 2, "end_column": 24, "help": None,
                "related": [], "tenants": [],
            },
        ],
    }  # fmt: skip


def test_a_github_annotation_is_one_command() -> None:
    many = replace(WHOLE, tenants=("a/b", "a/c"))
    assert FORMATS["github"](report(many, replace(WARNING, span=Span(PATH, 2, 20, 4, 3)))).split("\n") == [
        f"::error file={PATH},line=2,endLine=2,col=20,endColumn=24,title=TN302 unknown-channel"
        "::orders declares no channel 'gold'%0Ahelp: did you mean 'beta'?%0Atenants: a/b, a/c",
        f"::warning file={PATH},line=2,endLine=4,title=TN305 end-of-life::the release ends",
        "1 error, 1 warning (9 tenants, 2 integrations, 31 files)",
        "",
    ]


@given(texts, texts)
def test_nothing_in_a_problem_makes_another_annotation(message: str, path: str) -> None:
    shown = FORMATS["github"](report(replace(WHOLE, message=message, help=message, span=Span(path))))
    command, summary, end = shown.split("\n")
    properties, text = command.removeprefix("::error ").split("::", 1)
    assert [item.partition("=")[0] for item in properties.split(",")] == [
        "file", "line", "endLine", "col", "endColumn", "title"
    ]  # fmt: skip
    assert text.count("%0A") == bool(message)
    assert not summary.lstrip().startswith("::")
    assert end == ""


def test_sarif_passes_its_schema_and_says_where_and_why() -> None:
    run = sarif_of(WHOLE, WARNING)
    result = run["results"][0]
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert (rule["id"], rule["name"], result["level"]) == ("TN302", "UnknownChannel", "error")
    assert "tenantry explain TN302" in rule["help"]["text"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": PATH, "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 2, "startColumn": 20, "endLine": 2, "endColumn": 24}
    assert result["relatedLocations"][0]["message"] == {"text": "channels are declared here"}
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["results"][1]["level"] == "warning"


def test_sarif_without_problems_has_an_empty_list_of_results() -> None:
    assert sarif_of()["results"] == []


def test_sarif_holds_for_hostile_text() -> None:
    results = sarif_of(*ROWS)["results"]
    print(f"{len(results)} rows")
    assert len(results) == len(HOSTILE)
    for row, result in zip(ROWS, results, strict=True):
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert urlsplit(uri)[:2] == ("", "")
        assert unquote(uri) == row.span.path.encode("utf-8", "backslashreplace").decode()
        assert result["message"]["text"] == terminal(f"{row.message} ({row.help})" if row.help else row.message)


def test_sarif_knows_every_code() -> None:
    rules = sarif_of(*(problem(code=code) for code in codes.CODES))["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [code.id for code in codes.CODES]
    assert all(rule["fullDescription"]["text"] and len(rule["help"]["text"]) > 40 for rule in rules)


def test_gitlab_issues_have_what_gitlab_requires() -> None:
    issue, other = json.loads(FORMATS["gitlab"](report(WHOLE, WARNING)))
    assert issue["description"] == "orders declares no channel 'gold' (did you mean 'beta'?)"
    assert (issue["check_name"], issue["severity"]) == ("TN302 unknown-channel", "major")
    assert issue["location"]["path"] == PATH
    assert issue["location"]["positions"]["begin"] == {"line": 2, "column": 20}
    assert other["severity"] == "minor"
    assert json.loads(FORMATS["gitlab"](report())) == []


def prints(*problems: Diagnostic) -> list[str]:
    """The fingerprints of a GitLab report, which are those of SARIF."""
    issues = [issue["fingerprint"] for issue in json.loads(FORMATS["gitlab"](report(*problems)))]
    assert issues == [result["partialFingerprints"]["tenantry/v1"] for result in sarif_of(*problems)["results"]]
    return issues


def test_fingerprints_stay_when_lines_move() -> None:
    moved = replace(WHOLE, span=Span(PATH, 9, 3, 9, 7), tenants=("a/b", "a/c"))
    assert prints(WHOLE, WARNING) == prints(moved, WARNING)


def test_fingerprints_are_unique() -> None:
    others = (
        WHOLE, WHOLE, replace(WHOLE, code=codes.UNKNOWN_RELEASE), replace(WHOLE, message="other"),
        replace(WHOLE, span=Span("tenants/orders/borealis.yaml", 2, 20, 2, 24)), *ROWS,
    )  # fmt: skip
    assert len(set(prints(*others))) == len(others)


def junit_of(*problems: Diagnostic) -> ElementTree.Element:
    """The suite of a JUnit report, whose counts are those of its cases."""
    suites = ElementTree.fromstring(FORMATS["junit"](report(*problems)))  # noqa: S314 (our own text)
    (suite,) = suites
    cases = suite.findall("testcase")
    failed = [case for case in cases if case.find("failure") is not None]
    assert (suites.tag, suite.tag) == ("testsuites", "testsuite")
    for element in (suites, suite):
        assert (element.get("tests"), element.get("failures")) == (str(len(cases)), str(len(failed)))
    return suite


def test_junit_has_a_case_for_each_file_with_a_problem() -> None:
    elsewhere = replace(WARNING, span=Span("tenants/orders/borealis.yaml", 1, 1, 1, 2))
    first, second = junit_of(WHOLE, WARNING, replace(WHOLE, message="too"), elsewhere)
    assert (first.get("name"), second.get("name")) == (PATH, "tenants/orders/borealis.yaml")
    failure = first.find("failure")
    assert failure is not None
    assert failure.attrib == {"type": "TN302", "message": "orders declares no channel 'gold' (and 1 more)"}
    assert (failure.text or "").split("\n") == [
        f"{PATH}:2:20: error[TN302] unknown-channel: orders declares no channel 'gold' (did you mean 'beta'?)",
        f"{PATH}:2:20: error[TN302] unknown-channel: too (did you mean 'beta'?)",
    ]
    assert first.findtext("system-out") == f"{PATH}:2:20: warning[TN305] end-of-life: the release ends"
    assert [child.tag for child in second] == ["system-out"]


def test_junit_without_problems_has_one_case_that_passes() -> None:
    (case,) = junit_of()
    assert (case.get("name"), list(case)) == ("validate", [])


def test_junit_holds_for_hostile_text() -> None:
    suite = junit_of(*ROWS)
    print(f"{len(suite)} rows")
    assert [case.get("name") for case in suite] == [terminal(row.span.path) for row in ROWS]


def test_a_raised_warning_is_an_error_everywhere() -> None:
    raised = replace(WARNING, raised=Severity.ERROR)
    assert json.loads(FORMATS["json"](report(raised)))["summary"]["errors"] == 1
    assert FORMATS["github"](report(raised)).startswith("::error ")
    assert sarif_of(raised)["results"][0]["level"] == "error"
    assert json.loads(FORMATS["gitlab"](report(raised)))[0]["severity"] == "major"
    assert junit_of(raised).get("failures") == "1"


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_shows_a_secret_of_the_line(form: str) -> None:
    secret = "ghp_0123456789abcdef0123456789abcdef0123"
    found = problem("this looks like a secret", code=codes.PLAIN_SECRET, span=Span(PATH, 1, 4, 1, 44))
    assert secret not in FORMATS[form](report(found, files={PATH: f"a: {secret}"}))
