"""Where credentials are kept: default paths, entries, global connectors, and names of variables."""

from __future__ import annotations

import pytest

from support_compile import base_files, compile_base, installation, shown

ACME = "tenants/orders/acme.yaml"
FILE = "integrations/orders/integration.yaml"
SHOP = "  shop: {auth: api_key, secrets: [token]}"


def integration(connectors: str) -> dict[str, str | None]:
    return {FILE: base_files()[FILE].decode().replace(SHOP, connectors)}


@pytest.mark.parametrize("text", ["paused: false\n", "connections: {shop: {}}\n", "connections: {}\n"])
def test_no_entry_means_the_default_path(text: str) -> None:
    reference = installation({ACME: text}).secrets["PAN_SEC_SHOP_TOKEN"]
    assert (reference.mount, reference.path, reference.key) == ("kv", "orders/acme/shop", "token")


def test_an_entry_says_where_and_under_which_name() -> None:
    text = "connections: {shop: {mount: team, path: a/b, keys: {token: api_token}}}\n"
    reference = installation({ACME: text}).secrets["PAN_SEC_SHOP_TOKEN"]
    assert (reference.store, reference.mount, reference.path, reference.key) == ("vault", "team", "a/b", "api_token")


def test_a_global_connector_has_one_path_for_all() -> None:
    files = integration("  shop: {secrets: [token], scope: global}")
    assert installation(files).secrets["PAN_SEC_SHOP_TOKEN"].path == "orders/_global/shop"
    result = compile_base({**files, ACME: "connections: {shop: {path: a/b}}\n"})
    assert [problem.code.id for problem in result.diagnostics] == ["TN503"]


@pytest.mark.parametrize(
    "path",
    [
        "a/../b",
        "a//b",
        "/a",
        "a/",
        "a/%2e%2e/b",
        "a?x=1",
        "a b",
        "a#b",
        "..",
        "sys/mounts",
        "a\\b",
        "é",
        "a/.",
        "x" * 600,
    ],
)
def test_a_path_cannot_mean_another_place(path: str) -> None:
    result = compile_base({ACME: f"connections: {{shop: {{path: '{path}'}}}}\n"})
    assert [problem.code.id for problem in result.diagnostics] == ["TN503"]
    assert path not in result.diagnostics[0].message


def test_names_of_variables_that_collide_are_refused_where_they_are_declared() -> None:
    files = integration("  shop: {secrets: [token, eu_token]}\n  shop-eu: {secrets: [token]}")
    for version in ("1.0.0", "1.1.0"):
        path = f"integrations/orders/releases/{version}/PANDIUM.yaml"
        files[path] = base_files()[path].decode().replace("connectors: [shop]\n", "")
    message = "secrets shop.eu_token and shop-eu.token would both be PAN_SEC_SHOP_EU_TOKEN"
    assert shown(compile_base(files)) == [f"TN513 {FILE}:6:3-6:10 {message}"]
