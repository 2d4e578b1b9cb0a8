"""The report for people."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given

from support_report import HOSTILE, PATH, problem, report, texts
from tenantry.diagnostics import Diagnostic, Related, Severity, codes
from tenantry.model.document import Span
from tenantry.report import FORMATS, Report
from tenantry.report.escape import terminal

text = FORMATS["text"]
WHOLE = Diagnostic(
    code=codes.UNKNOWN_CHANNEL,
    message="orders declares no channel 'gold'",
    span=Span(PATH, 2, 20, 2, 24),
    help="did you mean 'beta'?",
    related=(Related("channels are declared here", Span("integrations/orders/integration.yaml", 5, 1, 5, 9)),),
    tenants=("orders/acme",),
)
EXPECTED = """\
tenants/orders/acme.yaml:2:20: error[TN302] unknown-channel: orders declares no channel 'gold'
  2 | release: {channel: gold}
    |                    ^^^^
  help: did you mean 'beta'?
  note: channels are declared here: integrations/orders/integration.yaml:5:1

1 error, 0 warnings (9 tenants, 2 integrations, 31 files)
"""


def test_a_problem_has_place_line_caret_help_and_related_places() -> None:
    assert text(report(WHOLE)) == EXPECTED


def test_no_problems_are_said_to_be_none() -> None:
    assert text(report()) == "no problems (9 tenants, 2 integrations, 31 files)\n"


def test_counts_of_one_are_not_plural() -> None:
    one = Report(
        diagnostics=[problem(code=codes.END_OF_LIFE), problem()], tenants=1, integrations=1, files=1,
        source_line=lambda path, number: None,
    )  # fmt: skip
    assert text(one).endswith("\n1 error, 1 warning (1 tenant, 1 integration, 1 file)\n")


def test_colour_changes_nothing_but_colour() -> None:
    colored = text(report(WHOLE), color=True)
    assert "\x1b[31m" in colored
    assert re.sub(r"\x1b\[\d+(;\d+)*m", "", colored) == EXPECTED


@pytest.mark.parametrize(
    ("path", "tenants", "shown"),
    [
        (PATH, ("orders/acme",), None),
        ("tenants/orders/eu/acme.yaml", ("orders/acme",), None),
        ("tenants/orders/_defaults.yaml", ("orders/acme",), "orders/acme"),
        ("tenants/stock/acme.yaml", ("orders/acme",), "orders/acme"),
        (PATH, ("a/b", "a/c", "a/d"), "a/b, a/c, a/d"),
        (PATH, tuple(f"a/t{n:03}" for n in range(400)), "a/t000, a/t001, a/t002, and 397 more"),
    ],
)
def test_tenants_are_named_where_the_path_does_not_say_them(
    path: str, tenants: tuple[str, ...], shown: str | None
) -> None:  # fmt: skip
    said = re.search(r"  tenants: (.*)\n", text(report(problem(span=Span(path), tenants=tenants))))
    assert (said.group(1) if said else None) == shown


def test_a_raised_warning_is_shown_as_an_error() -> None:
    raised = Diagnostic(code=codes.END_OF_LIFE, message="m", span=Span(PATH), raised=Severity.ERROR)
    assert "error[TN305]" in text(report(raised))


@given(texts, texts, texts)
@example("::error::m", ":", "")
def test_nothing_in_a_problem_adds_a_line_or_a_command(message: str, path: str, source: str) -> None:
    found = Diagnostic(
        code=codes.UNKNOWN_CHANNEL, message=message, span=Span(path, 1, 1, 1, 3), help=message,
        related=(Related(message, Span(path)),), tenants=(message, path),
    )  # fmt: skip
    shown = text(report(found, files={path: source.replace("\n", " ")}))
    lines = shown.split("\n")
    assert len(lines) == 6 + bool(message) + 2 * bool(source.strip())
    for line in lines:
        assert not line.lstrip().startswith("::")
        assert "##[" not in line
        assert line == terminal(line)


def test_hostile_rows_are_all_shown_on_their_line() -> None:
    print(f"{len(HOSTILE)} rows")
    shown = text(report(*(problem(row) for row in HOSTILE)))
    assert len(re.findall(r"^tenants/orders/acme.yaml:2:20: ", shown, re.MULTILINE)) == len(HOSTILE) >= 15
