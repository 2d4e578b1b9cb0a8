"""Values against the options of a release."""

from __future__ import annotations

import pytest

from support_manifest import options
from tenantry.manifest import ConfigProblem

SCHEMA = """
properties:
  region: {type: string, enum: [eu, us], default: eu}
  size: {type: integer, min: 1, max: 500}
  share: {type: number, exclusiveMinimum: 0, multipleOf: 0.25}
  label: {type: string, minLength: 2, maxLength: 4, pattern: "^[a-z]+$"}
  on: {type: boolean}
  kind: {oneOf: [{const: a, title: First}, {const: b, title: Second}]}
  either: {type: [string, "null"]}
  list: {type: array, items: {type: string}, maxItems: 2, uniqueItems: true}
  map: {type: object, properties: {in: {type: string}}, required: [in], additionalProperties: false}
  one: {const: 1}
  day: {type: string, format: date}
  at: {type: string, format: time}
  many: {oneOf: [{type: string}, {minLength: 1}]}
"""
GOOD = [
    {},
    {"region": "us"},
    {"size": 500},
    {"size": 5.0},
    {"share": 0.75},
    {"label": "abcd"},
    {"on": False},
    {"kind": "b"},
    {"either": None},
    {"list": ["a", "b"]},
    {"map": {"in": "x"}},
    {"day": "2028-02-29"},
    {"at": "09:30"},
    {"at": "09:30:15Z"},
]
BAD = [
    ({"region": "asia"}, ("region",), "'region' must be one of eu, us", "known here: eu, us"),
    ({"region": "eus"}, ("region",), "'region' must be one of eu, us", "did you mean 'us'?"),
    ({"size": 0}, ("size",), "'size' must be at least 1", None),
    ({"size": 501}, ("size",), "'size' must be at most 500", None),
    ({"size": 10**40}, ("size",), "'size' must be at most 500", None),
    ({"size": True}, ("size",), "'size' must be a whole number", None),
    ({"size": 1.5}, ("size",), "'size' must be a whole number", None),
    ({"size": "12 "}, ("size",), "'size' must be a whole number", None),
    ({"share": 0}, ("share",), "'share' must be more than 0", None),
    ({"share": 0.3}, ("share",), "'share' must be a multiple of 0.25", None),
    ({"label": "a"}, ("label",), "'label' must have at least 2 characters", None),
    ({"label": "abcde"}, ("label",), "'label' must have at most 4 characters", None),
    ({"label": "ab1"}, ("label",), "'label' must match the pattern ^[a-z]+$", None),
    ({"label": "abc\n"}, ("label",), "'label' must match the pattern ^[a-z]+$", None),
    ({"on": "off"}, ("on",), "'on' must be true or false", None),
    ({"kind": "c"}, ("kind",), "'kind' must be one of a, b", "known here: a, b"),
    ({"either": 5}, ("either",), "'either' must be null or text", None),
    ({"list": ["a", 5]}, ("list", 1), "'list.1' must be text", "quote it if it is meant as text"),
    ({"list": ["a", "a"]}, ("list",), "'list' must not hold anything twice", None),
    ({"list": ["a", "b", "c"]}, ("list",), "'list' must have at most 2 items", None),
    ({"map": {}}, ("map",), "'map' lacks 'in'", None),
    ({"map": {"in": "x", "ni": 1}}, ("map", "ni"), "'map' has no key 'ni'", "known here: in"),
    ({"one": 2}, ("one",), "'one' must be 1", None),
    ({"day": "2026-02-30"}, ("day",), "'day' must be a date, as in \"2026-12-31\"", None),
    ({"at": "24:00"}, ("at",), "'at' must be a time, as in \"09:30\"", None),
    ({"many": "ab"}, ("many",), "'many' fits several of the forms of which the release allows one", None),
]


@pytest.mark.parametrize("values", GOOD, ids=str)
def test_values_that_fit(values: dict[str, object]) -> None:
    assert options(SCHEMA).check(values) == []


@pytest.mark.parametrize(("values", "keys", "message", "help_text"), BAD, ids=lambda case: str(case)[:40])
def test_values_that_do_not_fit(
    values: dict[str, object], keys: tuple[str | int, ...], message: str, help_text: str | None
) -> None:
    problems = options(SCHEMA).check(values)
    assert [(problem.kind, problem.keys, problem.message, problem.help) for problem in problems] == [
        ("invalid", keys, message, help_text)
    ]


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    schema = options(SCHEMA)
    assert schema.closed
    assert [(p.kind, p.keys, p.help) for p in schema.check({"regoin": "eu", "zzzz": 1})] == [
        ("unknown", ("regoin",), "did you mean 'region'?"),
        ("unknown", ("zzzz",), "remove it, or move to a release that has it"),
    ]


def test_what_the_schema_allows_beside_its_options_is_unknown_all_the_same() -> None:
    schema = options("properties: {a: {type: string}}\nadditionalProperties: {type: integer}\n")
    assert [problem.kind for problem in schema.check({"b": 1})] == ["unknown"]


def test_required_is_judged_after_defaults() -> None:
    schema = options("required: [a, b]\nproperties: {a: {type: string, default: x}, b: {type: string}}\n")
    assert schema.required == {"a", "b"}
    assert [(p.kind, p.keys, p.message) for p in schema.check({})] == [("missing", (), "the release needs config 'b'")]
    assert schema.check({"b": "y"}) == []


def test_a_null_default_is_none() -> None:
    assert options("properties: {a: {type: string, default: null}}\n").defaults == {}


def test_problems_of_one_check_stand_together() -> None:
    problems = options(SCHEMA).check({"nope": 1, "size": 0, "region": "asia"})
    assert sorted((problem.kind, problem.keys) for problem in problems) == [
        ("invalid", ("region",)),
        ("invalid", ("size",)),
        ("unknown", ("nope",)),
    ]


def test_what_depends_on_other_values() -> None:
    schema = options(
        "properties: {a: {type: string}, b: {type: string}, c: {type: string}}\n"
        "dependencies: {a: [b]}\n"
        "if: {properties: {b: {const: x}}, required: [b]}\n"
        "then: {required: [c]}\n"
    )
    assert [p.message for p in schema.check({"a": "1"})] == ["the config values together need 'b' as well"]
    assert [p.message for p in schema.check({"b": "x"})] == ["the release needs config 'c'"]
    assert schema.check({"a": "1", "b": "y"}) == []


def test_metadata_follows_its_schema() -> None:
    free = options(
        "properties: {a: {type: string}}\nadditionalProperties: {type: integer}\n", section="metadata_schema"
    )
    assert not free.closed
    assert [problem.keys for problem in free.check({"b": 1, "c": "x"})] == [("c",)]
    closed = options("properties: {a: {type: string}}\nadditionalProperties: false\n", section="metadata_schema")
    assert [(p.kind, p.keys, p.message) for p in closed.check({"b": 1})] == [
        ("unknown", ("b",), "the release has no metadata 'b'")
    ]
    named = options(
        'patternProperties: {"^x": {type: string}}\nadditionalProperties: false\n', section="metadata_schema"
    )
    assert [(p.kind, p.keys) for p in named.check({"x1": "a", "y": "b"})] == [("unknown", ("y",))]


@pytest.mark.parametrize("value", ["hunter2-SECRET", ["hunter2-SECRET"], {"in": ["hunter2-SECRET"]}, 8675309])
def test_no_text_holds_the_value(value: object) -> None:
    problems: list[ConfigProblem] = []
    for name in sorted(options(SCHEMA).names):
        problems += options(SCHEMA).check({name: value})
    assert len(problems) >= 11
    for problem in problems:
        assert "SECRET" not in f"{problem.message} {problem.help}"
        assert "8675309" not in f"{problem.message} {problem.help}"
