"""Schemas that are refused, at their own offending node."""

from __future__ import annotations

import pytest

from support_manifest import found, options, read_schema

CASES = [
    ("properties: {a: {type: strin}}", "TN343", "strin", "'type' must be one of array, boolean"),
    ("properties: {a: {type: String}}", "TN343", "String", "'type' must be one of array, boolean"),
    ("properties: [a]", "TN343", "[a]", "'properties' must be a mapping"),
    ("properties: {a: text}", "TN343", "text", "'a' must be a schema: a mapping of keywords"),
    ("required: a", "TN343", "a", "'required' must be a list"),
    ("required: [1]", "TN343", "1", "'required.0' must be text"),
    ("required: [zz]", "TN343", "zz", "'zz' is required, but no config has that name"),
    ("properties: {a: {enum: x}}", "TN343", "x", "'enum' must be a list"),
    ("properties: {a: {minLength: -1}}", "TN343", "-1", "'minLength' must be at least 0"),
    ("properties: {a: {min: low}}", "TN343", "low", "'minimum' must be a number"),
    ("properties: {a: {multipleOf: 0}}", "TN343", "0}", "'multipleOf' must be more than 0"),
    ("properties: {a: {anyOf: []}}", "TN343", "[]", "'anyOf' must have at least 1 items"),
    (
        "$schema: http://example.com/mine",
        "TN343",
        "http://example.com/mine",
        "this dialect of JSON Schema is not known",
    ),
    ("$schema: 5", "TN343", "5", "this dialect of JSON Schema is not known"),
    (
        "properties: {a: {$ref: 'http://example.com/a'}}",
        "TN344",
        "'http:",
        "the schema refers to something outside itself",
    ),
    ("properties: {a: {$ref: other.json}}", "TN344", "other", "the schema refers to something outside itself"),
    (
        "properties: {a: {$ref: '#/definitions/a'}}",
        "TN344",
        "'#/",
        "the schema refers to a definition that it does not",
    ),
    ("properties: {a: {$ref: '#anchor'}}", "TN344", "'#an", "the schema refers to a definition that it does not hold"),
    (
        "properties: {a: {$ref: '#/required'}, b: {}}\n    required: [b]",
        "TN344",
        "'#/r",
        "the schema refers to a definition",
    ),
    ("properties: {a: {$ref: '#'}}", "TN344", "'#'", "the schema refers to itself"),
    ("properties: {a: {$recursiveRef: '#'}}", "TN344", "'#'", "only `$ref` can be followed"),
    ("properties: {a: {pattern: '('}}", "TN345", "'('", "this regular expression is invalid, too large"),
    ("properties: {a: {pattern: '(?=a)'}}", "TN345", "'(?=", "this regular expression is invalid, too large"),
    ("properties: {a: {pattern: '(a)\\1'}}", "TN345", "'(a)", "this regular expression is invalid, too large"),
    ("patternProperties: {'(?!a)': {}}", "TN345", "'(?!", "this regular expression is invalid, too large"),
    ("properties: {a: {properties: {default: {pattern: '('}}}}", "TN345", "'('", "this regular expression is invalid"),
    ("definitions: {unused: {pattern: '('}}", "TN345", "'('", "this regular expression is invalid, too large"),
    ("properties: {a: {type: integer, default: '5'}}", "TN347", "'5'", "the default of 'a' must be a whole number"),
    ("properties: {a: {items: {type: string}, default: [x, 5]}}", "TN347", "[x", "the default of 'a.1' must be text"),
]


@pytest.mark.parametrize(("schema", "code", "at", "message"), CASES, ids=lambda case: str(case)[:48])
def test_a_schema_is_refused_where_it_is_wrong(schema: str, code: str, at: str, message: str) -> None:
    line = schema.splitlines()[0]
    read, problems = read_schema(schema.replace("\n    ", "\n"))
    assert read is None
    assert found(problems) == [(code, 4, 5 + line.rindex(at))]
    assert problems[0].message.startswith(message)
    assert problems[0].help


def test_every_fault_of_a_schema_is_told() -> None:
    _, problems = read_schema("properties:\n  a: {type: x}\n  b: {minLength: -1}\n  c: {pattern: '('}\n")
    assert found(problems) == [("TN343", 5, 17), ("TN343", 6, 22), ("TN345", 7, 20)]


@pytest.mark.parametrize(
    ("named", "schema", "wrong"),
    [
        ("http://json-schema.org/draft-04/schema#", "{minimum: 3, exclusiveMinimum: true}", 3),
        ("http://json-schema.org/draft-06/schema", "{const: 1}", 2),
        ("http://json-schema.org/draft-07/schema#", "{if: {const: 1}, then: false}", 1),
        ("https://json-schema.org/draft-07/schema#", "{const: 1}", 2),
        ("https://json-schema.org/draft/2019-09/schema", "{unevaluatedProperties: false}", {"x": 1}),
        ("https://json-schema.org/draft/2020-12/schema", "{prefixItems: [{const: 1}]}", [2]),
    ],
)
def test_a_dialect_is_read_as_it_is_named(named: str, schema: str, wrong: object) -> None:
    found = options(f"$schema: '{named}'\nproperties: {{a: {schema}}}\n")
    assert len(found.check({"a": wrong})) == 1


def test_references_into_the_schema_are_followed() -> None:
    found = options(
        "properties:\n"
        "  a: {$ref: '#/definitions/one%20two'}\n"
        "  b: {$ref: '#/definitions/list/anyOf/0'}\n"
        "  c: {$ref: '#/properties/a'}\n"
        "  d: {$ref: '#/$defs/a~1b'}\n"
        "definitions:\n  one two: {type: string}\n  list: {anyOf: [{type: string}]}\n"
        "$defs:\n  a/b: {type: string}\n"
    )
    assert [problem.keys for problem in found.check(dict.fromkeys("abcd", 5))] == [("a",), ("b",), ("c",), ("d",)]


def test_names_that_look_like_keywords_are_names() -> None:
    found = options(
        "properties:\n"
        "  $ref: {type: string}\n"
        "  a: {properties: {enum: {type: integer}, default: {$ref: '#/definitions/n'}, $ref: {type: integer}}}\n"
        "definitions: {n: {type: integer}}\n"
    )
    wrong = {"$ref": 5, "a": {"enum": "x", "default": "x", "$ref": "x"}}
    assert [p.keys for p in found.check(wrong)] == [("$ref",), ("a", "enum"), ("a", "default"), ("a", "$ref")]
