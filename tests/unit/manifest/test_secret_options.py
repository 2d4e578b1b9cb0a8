"""Options that the schema calls secrets."""

from __future__ import annotations

import pytest

from support_manifest import found, options, read_schema

SCHEMA = """
properties:
  password: {type: string, format: password}
  key: {type: string, writeOnly: true}
  plain: {type: string}
  login: {type: object, properties: {user: {type: string}, pass: {$ref: '#/definitions/secret'}}}
  several: {type: array, items: {format: password}}
  either: {anyOf: [{type: integer}, {type: string, format: password}]}
  bag: {type: object, writeOnly: true}
definitions:
  secret: {type: string, format: password}
"""
CASES: list[tuple[dict[str, object], list[tuple[str | int, ...]]]] = [
    ({"password": "x"}, [("password",)]),
    ({"password": ""}, []),
    ({"key": "x", "plain": "y"}, [("key",)]),
    ({"login": {"user": "me", "pass": "x"}}, [("login", "pass")]),
    ({"login": {"user": "me"}}, []),
    ({"several": ["x", "", "y"]}, [("several", 0), ("several", 2)]),
    ({"either": "x"}, [("either",)]),
    ({"bag": {"a": ["x"], "b": False, "c": 5}}, [("bag", "a", 0), ("bag", "c")]),
    ({"nope": "x"}, []),
]


def test_which_they_are() -> None:
    assert options(SCHEMA).sensitive == {"password", "key", "login", "several", "either", "bag"}


@pytest.mark.parametrize(("values", "places"), CASES, ids=lambda case: str(case)[:40])
def test_where_values_hold_them(values: dict[str, object], places: list[tuple[str | int, ...]]) -> None:
    assert options(SCHEMA).secrets(values) == places


def test_a_value_too_large_to_walk_is_one_secret() -> None:
    assert options(SCHEMA).secrets({"several": ["x"] * 90_000}) == [("several",)]


def test_a_default_may_not_be_a_secret() -> None:
    schema, problems = read_schema("properties:\n  key: {type: string, writeOnly: true, default: hunter2}\n")
    assert schema is None
    assert found(problems) == [("TN514", 5, 53)]
    assert "hunter2" not in f"{problems[0].message} {problems[0].help}"


def test_a_required_secret_says_what_to_do() -> None:
    problems = options("required: [key]\nproperties: {key: {type: string, format: password}}\n").check({})
    assert [problem.help for problem in problems] == [
        "it is a secret, which no file may hold: let a new release take it from a connector"
    ]
