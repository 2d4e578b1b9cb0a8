"""The form against the options."""

from __future__ import annotations

import pytest

from support_manifest import found, read

HEAD = "run: x\nconfigs:\n  schema: {properties: {region: {type: string}, a/b: {type: string}}}\n  uischema:"
BOTH = "{scope: '#/properties/region'}, {scope: '#/properties/a~1b'}"

CLEAN = [
    f"{{elements: [{BOTH}]}}",
    f"[{BOTH}]",
    f"{{type: Group, elements: [{{elements: [{BOTH}]}}]}}",
    "{elements: [{scope: '#/properties/region/properties/x'}, {scope: '#/properties/a~1b'}, {type: Divider}, null, 5]}",
    "",
    "{}",
    "text",
]
BAD_SCOPES = ["'#/properties/regoin'", "region", "'#/definitions/region'", "'#'", "''", "'#/properties/'"]


@pytest.mark.parametrize("form", CLEAN)
def test_forms_without_a_word(form: str) -> None:
    assert read(f"{HEAD} {form}\n")[1] == []


@pytest.mark.parametrize("scope", BAD_SCOPES)
def test_a_scope_that_names_nothing(scope: str) -> None:
    manifest, problems = read(f"{HEAD}\n    elements:\n      - {{scope: {scope}}}\n      - {{elements: [{BOTH}]}}\n")
    assert manifest is not None
    assert found(problems) == [("TN348", 6, 17)]


def test_an_option_that_no_control_shows() -> None:
    manifest, problems = read(f"{HEAD} {{elements: [{{scope: '#/properties/region'}}]}}\n")
    assert manifest is not None
    assert found(problems) == [("TN349", 3, 49)]
    assert "'a/b'" in problems[0].message


def test_a_wrong_scope_suggests_the_right_one() -> None:
    problems = read(f"{HEAD} {{elements: [{BOTH}, {{scope: '#/properties/regoin'}}]}}\n")[1]
    assert [problem.help for problem in problems] == ["did you mean 'region'?"]
