"""What a release changes for the configs of tenants."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tenantry.load import load_document
from tenantry.manifest import ConfigSchema, read_manifest
from tenantry.manifest.changes import config_changes


def schema(properties: dict[str, Any], required: tuple[str, ...] = ()) -> ConfigSchema:
    content = {"run": "x", "configs": {"schema": {"properties": properties, "required": list(required)}}}
    document, _ = load_document("PANDIUM.yaml", json.dumps(content).encode())
    assert document is not None
    manifest, _ = read_manifest(document)
    assert manifest is not None
    return manifest.configs


TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (TEXT, TEXT, None),
        (TEXT, {"type": "integer"}, "type is integer, was string"),
        (TEXT, {**TEXT, "maxLength": 3}, "maxLength is 3"),
        ({**TEXT, "maxLength": 3}, {**TEXT, "maxLength": 4}, None),
        ({**TEXT, "maxLength": 4}, {**TEXT, "maxLength": 3}, "maxLength is 3, was 4"),
        ({"type": "integer", "min": 1}, {"type": "integer", "min": 2}, "minimum is 2, was 1"),
        ({"type": "integer", "min": 2}, {"type": "integer", "min": 1}, None),
        ({**TEXT, "maxLength": 3}, TEXT, None),
        (TEXT, {**TEXT, "enum": ["a", "b"]}, "must be one of a, b"),
        ({**TEXT, "enum": ["a", "b"]}, {**TEXT, "enum": ["b", "c"]}, "no more: a"),
        ({**TEXT, "enum": ["a"]}, {**TEXT, "enum": ["a", "b"]}, None),
        ({**TEXT, "enum": ["a", "b"]}, {**TEXT, "oneOf": [{"const": "a", "title": "A"}]}, "no more: b"),
        (TEXT, {**TEXT, "format": "date"}, "format is date"),
    ],
)
def test_what_a_config_takes_no_more(old: dict[str, Any], new: dict[str, Any], words: str | None) -> None:
    found = config_changes(schema({"a": old}), schema({"a": new}))
    assert found.narrowed == ({"a": words} if words else {})
    assert found.any == (words is not None)


def test_names_that_come_go_and_are_required() -> None:
    found = config_changes(schema({"a": TEXT, "b": TEXT}), schema({"b": TEXT, "c": TEXT}, required=("b", "c")))
    assert (found.added, found.removed, found.required) == (["c"], ["a"], ["b", "c"])


def test_what_has_a_default_needs_no_value() -> None:
    found = config_changes(schema({"a": TEXT}), schema({"a": {**TEXT, "default": "x"}}, required=("a",)))
    assert (found.required, found.defaults) == ([], ["a"])
