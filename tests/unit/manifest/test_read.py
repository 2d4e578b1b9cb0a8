"""What is wrong with a manifest, and exactly where."""

from __future__ import annotations

import pytest

from support_manifest import found, read

CASES = [
    ("build: x\n", "TN342", (1, 1), "'run' is missing"),
    ("run:\n", "TN342", (1, 5), "'run' is empty"),
    ("run: '  '\n", "TN342", (1, 6), "'run' is empty"),
    ("run: [npm, start]\n", "TN341", (1, 6), "'run' must be text"),
    ("run: x\nbuild: 5\n", "TN341", (2, 8), "'build' must be text"),
    ("run: x\nbase: {node: 24}\n", "TN341", (2, 7), "'base' must be text"),
    ("run: x\nversion: {}\n", "TN341", (2, 10), "'version' must be a number or text"),
    ("run: x\nversion: true\n", "TN341", (2, 10), "'version' must be a number or text"),
    ("run: x\nconnectors: shop\n", "TN341", (2, 13), "'connectors' must be a list of names"),
    ("run: x\nconnectors: [shop, 5]\n", "TN341", (2, 13), "'connectors' must be a list of names"),
    ("run: x\nconnectors: [{title: shop}]\n", "TN341", (2, 13), "'connectors' must be a list of names"),
    ("run: x\nconfigs: []\n", "TN341", (2, 10), "'configs' must be a mapping"),
    ("run: x\nmetadata_schema: text\n", "TN341", (2, 18), "'metadata_schema' must be a mapping"),
    ("run: x\nconfigs: {schema: []}\n", "TN341", (2, 19), "a schema must be a mapping"),
]
WARNINGS = [
    ("run: x\nconfgis: {}\n", (2, 1), "did you mean 'configs'?"),
    ("run: x\nconfigs: {uischmea: {}}\n", (2, 11), "did you mean 'uischema'?"),
    ("run: x\nconfigs: {properties: {a: {type: string}}}\n", (2, 11), "known here: schema, uischema"),
    ("run: x\nmetadata_schema: {shcema: {}}\n", (2, 19), "did you mean 'schema'?"),
]


@pytest.mark.parametrize(("text", "code", "place", "message"), CASES)
def test_an_error_keeps_the_manifest_from_being_used(
    text: str, code: str, place: tuple[int, int], message: str
) -> None:
    manifest, problems = read(text)
    assert manifest is None
    assert found(problems) == [(code, *place)]
    assert problems[0].message == message
    assert problems[0].help


@pytest.mark.parametrize(("text", "place", "help_text"), WARNINGS)
def test_what_nothing_reads_is_a_warning(text: str, place: tuple[int, int], help_text: str) -> None:
    manifest, problems = read(text)
    assert manifest is not None
    assert found(problems) == [("TN340", *place)]
    assert problems[0].help == help_text


def test_every_problem_is_told_in_one_go() -> None:
    manifest, problems = read("confgis: 1\nbuild: 5\nconnectors: 7\nconfigs: {schema: {properties: {a: {type: x}}}}\n")
    assert manifest is None
    assert {code for code, *_ in found(problems)} == {"TN340", "TN341", "TN342", "TN343"}
