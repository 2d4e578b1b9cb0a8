"""Configs and metadata of a tenant against its release: the code, and the exact place in the layer that holds them."""

from __future__ import annotations

import pytest

from support_compile import compile_base, installation, shown

MANIFEST = "integrations/orders/releases/1.1.0/PANDIUM.yaml"
RELEASE = """\
run: npm start
connectors: [shop]
configs:
  schema:
    properties:
      batch_size: {type: integer, min: 1, max: 500, default: 7}
      key: {type: string, format: password}
      login: {type: object, properties: {pass: {type: string, writeOnly: true}}}
      list: {type: array, items: {type: integer}}
metadata_schema:
  schema:
    properties: {cursor: {type: integer}, token: {format: password}, deep: {items: {type: integer}}}
    additionalProperties: false
"""
TENANT = "tenants/orders/acme.yaml"
CASES = [
    ("configs: {batch_size: 501}", "TN221 tenants/orders/acme.yaml:2:23-2:26 'batch_size' must be at most 500"),
    ("configs: {list: [1, x]}", "TN221 tenants/orders/acme.yaml:2:21-2:22 'list.1' must be a whole number"),
    ("configs: {batchsize: 5}", "TN220 tenants/orders/acme.yaml:2:11-2:20 the release has no config 'batchsize'"),
    ("metadata: {cursor: x}", "TN224 tenants/orders/acme.yaml:2:20-2:21 'cursor' must be a whole number"),
    ("metadata: {deep: [1, x]}", "TN224 tenants/orders/acme.yaml:2:22-2:23 'deep.1' must be a whole number"),
    ("metadata: {curser: 1}", "TN224 tenants/orders/acme.yaml:2:20-2:21 the release has no metadata 'curser'"),
]
HIDDEN = "is a secret to its release; the repository may hold references only"
SECRETS = [
    ("configs: {key: hunter2}", f"TN514 tenants/orders/acme.yaml:2:16-2:23 config 'key' {HIDDEN}"),
    ("configs: {login: {pass: hunter2}}", f"TN514 tenants/orders/acme.yaml:2:25-2:32 config 'login' {HIDDEN}"),
    ("metadata: {token: hunter2}", f"TN514 tenants/orders/acme.yaml:2:19-2:26 metadata 'token' {HIDDEN}"),
]


@pytest.mark.parametrize(("written", "line"), CASES + SECRETS, ids=lambda case: case[:30])
def test_the_place_is_the_value_in_the_tenant(written: str, line: str) -> None:
    result = compile_base({MANIFEST: RELEASE, TENANT: f"release: {{channel: beta}}\n{written}\n"})
    assert shown(result) == [line]
    assert all(problem.tenants == ("orders/acme",) for problem in result.diagnostics)
    assert {related.span.path for problem in result.diagnostics for related in problem.related} == {MANIFEST}


@pytest.mark.parametrize(("written", "line"), SECRETS, ids=lambda case: case[:30])
def test_a_secret_of_a_layer_stands_on_the_layer_and_is_not_shown(written: str, line: str) -> None:
    files = {
        MANIFEST: RELEASE,
        "tenants/_defaults.yaml": f"release: {{channel: beta}}\n{written}\n",
        TENANT: "paused: false\n",
    }
    result = compile_base(files)
    assert shown(result) == [line.replace(TENANT, "tenants/_defaults.yaml")]
    assert result.diagnostics[0].tenants == ("orders/acme", "orders/borealis")
    assert "hunter2" not in str(result.diagnostics)


def test_an_empty_secret_is_none() -> None:
    result = compile_base({MANIFEST: RELEASE, TENANT: "release: {channel: beta}\nconfigs: {key: ''}\n"})
    assert shown(result) == []


def test_a_default_is_in_the_configs_and_in_env_and_says_where_it_comes_from() -> None:
    found = installation({MANIFEST: RELEASE, TENANT: "release: {channel: beta}\n"})
    assert found.configs == {"batch_size": 7}
    assert found.env["PAN_CFG_BATCH_SIZE"] == "7"
    assert [(origin.span.path, origin.span.line) for origin in found.origins["configs.batch_size"]] == [(MANIFEST, 6)]


def test_a_connector_that_is_not_declared_is_named_at_its_place() -> None:
    manifest = RELEASE.replace("[shop]", "[shop, shop, {name: desk}]")
    result = compile_base({MANIFEST: manifest})
    assert shown(result) == [f"TN511 {MANIFEST}:2:33-2:37 the release talks to 'desk', which is no connector of orders"]


@pytest.mark.parametrize(
    ("value", "help_text"),
    [("010", "quote it if it is meant as text"), ("true", "quote it if it is meant as text"), ("[a]", None)],
)
def test_a_number_in_place_of_text_wants_quotes(value: str, help_text: str | None) -> None:
    manifest = "run: x\nconfigs: {schema: {properties: {sku: {type: string}}}}\n"
    tenant = f"release: {{channel: beta}}\nconfigs: {{sku: {value}}}\n"
    (found,) = compile_base({MANIFEST: manifest, TENANT: tenant}).diagnostics
    assert (found.code.id, found.help) == ("TN221", help_text)
