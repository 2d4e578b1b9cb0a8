"""Whose a secret's path is: no tenant gets another's by a path, a mount, a template or a name."""

from __future__ import annotations

import pytest

from support_compile import base_files, compile_base, shown

ACME, BOREALIS = "tenants/orders/acme.yaml", "tenants/orders/borealis.yaml"
FILE = "integrations/orders/integration.yaml"


def emitted(files: dict[str, str | None]) -> list[str]:
    return [problem.code.id for problem in compile_base(files).diagnostics]


def entry(text: str) -> dict[str, str | None]:
    return {ACME: f"connections: {{shop: {text}}}\n"}


def settings(text: str) -> dict[str, str | None]:
    return {"tenantry.yaml": f"version: 1\nsecrets: {text}\n"}


def connectors(more: str) -> dict[str, str | None]:
    return {FILE: base_files()[FILE].decode().replace("  shop:", f"  {more}\n  shop:")}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("{path: orders/acme/shop}", []),
        ("{path: orders/acme/other/deep}", []),
        ("{path: shared/shop}", []),
        ("{path: orders/unknown/shop}", []),
        ("{path: orders/borealis-2/shop}", []),
        ("{mount: team, path: orders/borealis/shop}", []),
        ("{path: orders/borealis/shop}", ["TN516"]),
        ("{path: orders/borealis}", ["TN516"]),
        ("{path: orders/borealis/shop/below, keys: {token: t}}", ["TN516"]),
        ("{path: orders/borealis/none}", ["TN516"]),
        ("{mount: kv, path: orders/borealis/shop}", ["TN516"]),
        ("{mount: kv/data/orders/borealis, path: x}", ["TN518"]),
        ("{mount: kv/metadata, path: x}", ["TN518"]),
        ("{mount: kv2/data, path: x}", []),
    ],
)
def test_what_a_tenant_may_refer_to(text: str, codes: list[str]) -> None:
    assert emitted(entry(text)) == codes


def test_both_tenants_are_named() -> None:
    assert shown(compile_base(entry("{path: orders/borealis/shop}"))) == [
        f"TN516 {ACME}:1:21-1:49 orders/acme refers to a path that belongs to orders/borealis"
    ]


def test_defaults_give_all_below_them_one_problem() -> None:
    result = compile_base({"tenants/orders/_defaults.yaml": "connections: {shop: {path: orders/borealis/shop}}\n"})
    assert [(problem.code.id, problem.tenants) for problem in result.diagnostics] == [("TN516", ("orders/acme",))]


def test_a_broken_tenant_still_owns_its_path() -> None:
    files = {**entry("{path: orders/borealis/shop}"), BOREALIS: "release: {channel: nowhere}\n"}
    assert sorted(emitted(files)) == ["TN302", "TN516"]


@pytest.mark.parametrize("store", ["aws-secrets-manager", "kubernetes"])
def test_a_mount_is_no_way_around_where_it_says_nothing(store: str) -> None:
    template = "{integration}-{tenant}-{connector}"
    files = settings(f'{{store: {store}, path: "{template}"}}')
    assert emitted({**files, **entry("{mount: other, path: orders-borealis-shop}")}) == ["TN516"]
    assert emitted({**files, **entry("{path: orders-acme-shop}")}) == []


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("{tenant}/{connector}", "borealis/x"),
        ("{connector}/{tenant}", "shop/borealis/x"),
        ("a/{tenant}/{integration}/{connector}", "a/borealis/orders/x"),
        ("{integration}.{tenant}/{connector}", "orders.borealis"),
    ],
)
def test_the_template_says_what_is_a_tenants(template: str, path: str) -> None:
    assert emitted({**settings(f'{{path: "{template}"}}'), **entry(f"{{path: {path}}}")}) == ["TN516"]


def test_a_customer_may_share_by_a_template_without_integration() -> None:
    copies = {
        path.replace("integrations/orders/", "integrations/invoices/"): content.decode()
        for path, content in base_files().items()
        if path.startswith("integrations/orders/")
    }
    files = {**copies, **settings('{path: "{tenant}/{connector}"}'), "tenants/invoices/acme.yaml": "paused: false\n"}
    assert emitted(files) == []
    joined = {**files, **settings('{path: "{integration}{tenant}/{connector}"}')}
    assert emitted(joined) == []
    twins = {"tenants/orders/a-b.yaml": "paused: false\n", "tenants/orders/a.yaml": "paused: false\n"}
    nearly = {**settings('{path: "{tenant}-{connector}"}'), **twins, **connectors("b-shop: {secrets: [token]}")}
    assert "TN519" in emitted(nearly)


def test_a_tenant_named_as_the_place_of_global_credentials_does_not_get_them() -> None:
    files = {
        **settings('{global_path: "{integration}/common/{connector}"}'),
        **connectors("ledger: {secrets: [token], scope: global}"),
        "tenants/orders/common.yaml": "connections: {shop: {path: orders/common/ledger}}\n",
    }
    assert emitted(files) == ["TN517"]
