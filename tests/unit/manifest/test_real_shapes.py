"""Files in the shapes of those that are out there: read, without a word."""

from __future__ import annotations

import pytest

from support_manifest import read
from tenantry.manifest import Manifest

DYNAMIC = """
version: 0.4
base: node:20.9.0
build: npm install --production && npm run compile
run: node .
configs:
  schema:
    properties:
      kind:
        type: string
        $ref: '#/definitions/kinds'
      channel_user:
        type: string
        $ref: '#/definitions/channel_users'
      several:
        type: array
        items: {$ref: '#/definitions/kinds'}
    required: [kind, channel_user]
    definitions:
      channel_users:
        type: number
        oneOf:
          - title: Placeholder
            const: placeholder
      kinds:
        enum:
          -  placeholder
  uischema:
    elements:
    - type: Section
      label: What to send
      hintText: Choose what to send, and to whom.
      elements:
      - {label: Kind, scope: '#/properties/kind', type: Control}
      - {label: User, scope: '#/properties/channel_user', type: Control}
      - {label: Several, scope: '#/properties/several', type: MultiSelectControl}
    type: VerticalLayout
"""
METADATA = """
version: 1.0
base: .NET:10.0
run: dotnet run
connectors: [warehouse, desk-oauth]
configs:
  schema:
    properties:
      start_date: {type: string, format: date}
      newest_first: {type: boolean, default: false}
      retries: {type: integer, min: 0, max: 10, format: null}
      tag: {$ref: '#/metadata/tags'}
    type: object
  uischema:
    elements:
      - type: Section
        subtitle:
          Set how far back the first sync reaches.
        elements:
          - {label: Since, scope: '#/properties/start_date', type: Control, options: {trim: true}}
      - type: Divider
      - {type: Label, title: Order}
      - {scope: '#/properties/newest_first', type: Control, admin: true}
      - {scope: '#/properties/retries', type: Control}
      - {scope: '#/properties/tag', type: Control}
    type: VerticalLayout
metadata_schema:
  schema:
    name: metadata_schema
    properties:
      cursor: {type: string}
      tags: {type: array, items: {type: string}, default: [a]}
      processed: {type: object, additionalProperties: {type: string}}
"""


def manifest(text: str) -> Manifest:
    """The manifest that nothing is wrong with."""
    found, problems = read(text)
    assert problems == []
    assert found is not None
    return found


def test_dynamic_options_are_left_to_the_run() -> None:
    configs = manifest(DYNAMIC).configs
    assert configs.dynamic == configs.names == {"kind", "channel_user", "several"}
    assert configs.required == frozenset()
    assert configs.check({}) == []
    assert configs.check({"kind": "fire", "channel_user": "U12", "several": ["a", "b"]}) == []
    assert [problem.keys for problem in configs.check({"kind": 5})] == [("kind",)]


def test_a_file_of_version_1_with_metadata() -> None:
    found = manifest(METADATA)
    assert (found.version, found.base, found.build, found.run) == ("1.0", ".net:10.0", None, "dotnet run")
    assert found.connectors == ("warehouse", "desk-oauth")
    assert found.configs.defaults == {"newest_first": False}
    assert found.configs.dynamic == {"tag"}
    assert found.configs.check({"tag": "x", "retries": 10}) == []
    assert [problem.keys for problem in found.configs.check({"retries": 11})] == [("retries",)]
    assert found.metadata is not None
    assert not found.metadata.closed
    assert found.metadata.check({"anything": 1, "processed": {"a": "b"}}) == []


@pytest.mark.parametrize("configs", ["", "configs:", "configs: {}", "configs: {schema: {}}", "configs: {schema: }"])
def test_configs_that_hold_nothing_mean_no_options(configs: str) -> None:
    found = manifest(f"run: x\n{configs}\n").configs
    assert found.names == frozenset()
    assert [problem.kind for problem in found.check({"a": 1})] == ["unknown"]


@pytest.mark.parametrize(
    ("written", "base"),
    [("Java:25", "java:25"), ("Node", "node"), ("rust:1.97", "rust:1.97"), ("''", None)],
)
def test_a_base_is_compared_without_case(written: str, base: str | None) -> None:
    assert manifest(f"run: x\nbase: {written}\n").base == base


@pytest.mark.parametrize(("written", "version"), [("0.4", "0.4"), ("1.0", "1.0"), ("'2'", "2"), ("3", "3"), ("", None)])
def test_a_version_is_a_number_or_text(written: str, version: str | None) -> None:
    assert manifest(f"run: x\nversion: {written}\n").version == version


@pytest.mark.parametrize(
    "written",
    ["[shop, desk]", "[{name: shop}, {name: desk}]", "{shop: {}, desk: {isGlobal: true}}", "[shop, {name: desk}]"],
)
def test_connectors_are_named_in_several_ways(written: str) -> None:
    found = manifest(f"run: x\nconnectors: {written}\n")
    assert found.connectors == ("shop", "desk")
    line = f"connectors: {written}"
    for index, name in enumerate(("shop", "desk")):
        span = found.connector_place(index)
        assert line[span.column - 1 : span.end_column - 1] == name


def test_no_connectors_are_not_an_empty_list() -> None:
    assert manifest("run: x\n").connectors is None
    assert manifest("run: x\nconnectors: []\n").connectors == ()
