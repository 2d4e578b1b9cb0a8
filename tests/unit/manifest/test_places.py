"""Where the release says so: the schema's own line, through references and translated words."""

from __future__ import annotations

import pytest

from support_manifest import options

SCHEMA = """\
properties:
  size:
    type: integer
    min: 3
  region:
    $ref: '#/definitions/region'
  both:
    $ref: '#/definitions/region'
    enum: [eu]
  chain:
    $ref: '#/definitions/link'
  list:
    items:
      $ref: '#/definitions/region'
definitions:
  region:
    type: string
    enum: [eu, us]
  link:
    $ref: '#/definitions/region'
"""
FIRST = 4
"""The line of PANDIUM.yaml on which the schema begins."""
CASES = [
    ({"size": 1}, (4, 10)),
    ({"size": "x"}, (3, 11)),
    ({"region": "x"}, (18, 11)),
    ({"region": 5}, (17, 11)),
    ({"both": "us"}, (9, 11)),
    ({"chain": "x"}, (18, 11)),
    ({"list": ["eu", "x"]}, (18, 11)),
]
INNER = [
    "$ref: '#/definitions/all'\ndefinitions: {all: {type: object, properties: {a: {type: integer}}}}\n",
    "allOf: [{properties: {a: {type: integer}}}]\n",
    "properties: {m: {enum: [x]}}\nif: {}\nthen: {properties: {a: {type: integer}}}\n",
    "dependencies: {m: {properties: {a: {type: integer}}}}\nproperties: {m: {type: string}}\n",
]


@pytest.mark.parametrize(("values", "place"), CASES)
def test_a_problem_points_into_the_manifest(values: dict[str, object], place: tuple[int, int]) -> None:
    span = options(SCHEMA).check(values)[0].schema_span
    assert span is not None
    assert (span.line - FIRST + 1, span.column - 4) == place


def test_an_unknown_name_points_to_the_whole_schema() -> None:
    span = options(SCHEMA).check({"nope": 1})[0].schema_span
    assert span is not None
    assert (span.line, span.column) == (3, 3)


def test_the_place_of_an_option_is_its_key() -> None:
    schema = options(SCHEMA)
    span = schema.place("region")
    assert (span.line, span.column, span.end_column) == (FIRST + 4, 7, 13)
    assert schema.place("nope").line == FIRST


@pytest.mark.parametrize("schema", INNER)
def test_options_that_are_declared_in_parts_of_the_schema(schema: str) -> None:
    found = options(schema)
    assert found.properties()["a"] == {"type": "integer"}
    lines = schema.splitlines()
    line = next(number for number, text in enumerate(lines) if "a: {type: integer}" in text)
    column = lines[line].index("a: {type: integer}")
    assert found.place("a")[1:3] == (line + FIRST, column + 5)


def test_properties_are_written_out_for_editors() -> None:
    found = options(SCHEMA).properties()
    assert found["size"] == {"type": "integer", "minimum": 3}
    assert found["region"] == {"type": "string", "enum": ["eu", "us"]}
    assert found["both"] == {"allOf": [{"type": "string", "enum": ["eu", "us"]}, {"enum": ["eu"]}]}


def test_forms_of_one_option_in_several_branches() -> None:
    found = options("anyOf: [{properties: {a: {type: integer}}}, {properties: {a: {type: string}}}]\n").properties()
    assert found == {"a": {"anyOf": [{"type": "integer"}, {"type": "string"}]}}


def test_notes_beside_a_reference_win() -> None:
    schema = options(
        "properties: {a: {$ref: '#/definitions/d', title: Mine, type: integer, default: 5}}\n"
        "definitions: {d: {title: Theirs, type: number}}\n"
    )
    assert schema.properties()["a"]["title"] == "Mine"
    assert schema.defaults == {"a": 5}
