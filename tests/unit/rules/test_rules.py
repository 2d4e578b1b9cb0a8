"""Policy over complete data: the users' rules, dates, and plain secrets."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from support_compile import compile_base, shown

ACME = "tenants/orders/acme.yaml"
OTHER = "tenants/orders/borealis.yaml"
SETTINGS = "tenantry.yaml"
SECRETS = {
    "aws": "AKIA" + "QYLPMN5HHHFPZAM2",
    "github": "ghp_" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8",
    "shopify": "shpat_" + "0123456789abcdef0123456789abcdef",
    "stripe": "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
    "slack": "xoxb-" + "123456789012-123456789012-AbCdEfGhIjKlMnOpQrStUvWx",
    "vault": "hvs." + "CAESIJ4s7bW2kQxX9fZ1Zt0yq3vN8mL5pR6uT",
    "basic": "https://user:" + "s3cr3tpassw0rd@example.com/x",
    "key": "-----BEGIN RSA " + "PRIVATE KEY-----",
}


def with_rule(**fields: str) -> str:
    lines = "".join(f"    {key}: {value}\n" for key, value in fields.items())
    return f"version: 1\nrules:\n  - name: mine\n    message: no\n{lines}"


def codes(files: dict[str, str | None]) -> list[str]:
    return [problem.code.id for problem in compile_base(files).diagnostics]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"require": '"true"'}, []),
        ({"require": "\"tenant.labels.tier == 'gold'\"", "when": '"has(tenant.labels.tier)"'}, []),
        ({"require": "\"'tier' in tenant.labels\""}, ["TN230"]),
        ({"require": "\"'tier' in tenant.labels\"", "severity": "warning"}, ["TN231"]),
        ({"require": "\"tenant.labels.tier == 'gold'\""}, ["TN030"]),
        ({"require": '"1 +"'}, ["TN030"]),
        ({"require": "\"tenent.labels.tier == 'gold'\""}, ["TN030"]),
        ({"require": "\"tenant.lables.tier == 'gold'\""}, ["TN030"]),
        ({"require": "\"tenant.release.chanel == 'beta'\""}, ["TN030"]),
        ({"require": '"tenant.paused.since"'}, ["TN030"]),
        ({"require": '"tenant.groups.all(x, y)"'}, ["TN030"]),
        ({"require": '"nothing(tenant.id)"'}, ["TN030"]),
        ({"require": "\"tenant.id.startsWith('orders') && tenant.groups.all(x, x != 'tenant.nothing')\""}, []),
        ({"require": '"tenant.paused"'}, ["TN230", "TN230"]),
        ({"require": '"tenant.schedule.cron"'}, ["TN030", "TN030"]),
        ({"require": '"' + "a && " * 400 + 'a"'}, ["TN030"]),
    ],
)
def test_a_rule_is_asked_of_every_tenant(fields: dict[str, str], expected: list[str]) -> None:
    found = codes({SETTINGS: with_rule(**fields)})
    assert sorted(set(found)) == sorted(set(expected))


@pytest.mark.parametrize(("first", "second"), [("1", "true"), ('"1"', "1"), ("1", "2"), ("[1]", "1"), ("1", "1")])
def test_only_tenants_that_are_alike_are_asked_about_together(first: str, second: str) -> None:
    def found(one: str, other: str) -> set[str]:
        rule = with_rule(require='"tenant.metadata.a == 1"')
        return {*codes({SETTINGS: rule, ACME: f"metadata: {{a: {one}}}", OTHER: f"metadata: {{a: {other}}}"})}

    assert found(first, second) == found(second, first) == found(first, first) | found(second, second)
    assert (found(first, first) != found(second, second)) is (first != second)


def test_a_broken_rule_is_told_with_its_place_and_the_tenants() -> None:
    result = compile_base({SETTINGS: with_rule(require="\"tenant.labels.tier == 'gold'\"")})
    assert shown(result) == [
        "TN030 tenantry.yaml:5:14-5:44 rule 'mine' cannot be asked of every tenant: there is no 'tier' here"
    ]
    assert result.diagnostics[0].tenants == ("orders/borealis",)


@pytest.mark.parametrize(
    ("day", "expected"), [("2026-10-01", []), ("2026-11-10", ["TN305"]), ("2027-01-01", ["TN305"])]
)
def test_end_of_life_is_judged_at_the_instant_given(day: str, expected: list[str]) -> None:
    path = "integrations/orders/releases/1.0.0/release.yaml"
    text = f'built_at: "2026-05-01T09:00:00Z"\ncommit: "{"1" * 40}"\nstatus: available\nend_of_life: "2026-12-01"\n'
    result = compile_base({path: text}, as_of=datetime.fromisoformat(day).replace(tzinfo=UTC))
    assert [problem.code.id for problem in result.diagnostics] == expected


@pytest.mark.parametrize("kind", SECRETS)
@pytest.mark.parametrize(
    "place", ["configs: {{api_label: '{}'}}", "metadata: {{a: [{{b: '{}'}}]}}", "labels: {{note: '{}'}}"]
)
def test_a_plain_secret_is_refused_and_never_shown(kind: str, place: str) -> None:
    secret = SECRETS[kind]
    result = compile_base({ACME: place.format(secret) + "\n"})
    assert "TN514" in [problem.code.id for problem in result.diagnostics]
    assert result.failed
    assert secret not in repr([(each.message, each.help, each.related) for each in result.diagnostics])


@pytest.mark.parametrize(
    "value",
    [
        "DE-1",
        "https://example.com/hooks/orders",
        "shopify-netsuite/acme/shopify",
        "Europe/Berlin",
        "a" * 60,
        "4c1f0c6d",
    ],
)
def test_ordinary_values_are_no_secrets(value: str) -> None:
    assert codes({ACME: f"configs: {{api_label: '{value}'}}\n"}) == []


@pytest.mark.parametrize(
    "text", ["connections: {shop: 'xyzzy-plugh-token'}\n", "connections: {shop: {path: x, token: abc}}\n"]
)
def test_a_secret_in_place_of_a_reference_is_not_shown(text: str) -> None:
    result = compile_base({ACME: text})
    assert result.failed
    assert "xyzzy" not in repr([(each.message, each.help) for each in result.diagnostics])


def test_rules_of_one_name_are_told_at_the_second() -> None:
    rule = "{name: odd, require: 'true', message: x}"
    result = compile_base({"tenantry.yaml": f"version: 1\nrules: [{rule}, {rule}]\n"})
    assert shown(result) == ["TN014 tenantry.yaml:2:58-2:61 two of `rules` are called 'odd'"]


@pytest.mark.parametrize(
    ("require", "says"),
    [
        ("tenant.id > 5", "values of different kinds"),
        ("tenant.labels.tier + 1 == 2", "values of different kinds"),
        ("tenant.timeout_seconds < '5'", "values of different kinds"),
        ("tenant.schedule.cron", "neither true nor false"),
        ("nothing(tenant.id)", "no function 'nothing'"),
    ],
)
def test_a_rule_that_can_never_be_asked_is_told_once_without_a_tenant(require: str, says: str) -> None:
    files = {SETTINGS: with_rule(require=f'"{require}"'), ACME: None, "tenants/orders/borealis.yaml": None}
    found = [line for line in shown(compile_base(files)) if line.startswith("TN030")]
    assert len(found) == 1
    assert says in found[0]
    assert f"tenantry.yaml:5:15-5:{15 + len(require)}" in found[0]


def test_a_broken_rule_shows_what_the_tenant_has() -> None:
    rule = with_rule(require="\"tenant.schedule.source == 'every 5m' && tenant.configs.batch_size == 1\"")
    found = [problem for problem in compile_base({SETTINGS: rule}).diagnostics if problem.code.id == "TN230"]
    assert [problem.tenants for problem in found] == [("orders/acme",), ("orders/borealis",)]
    assert found[0].help is not None
    assert found[0].help.endswith('; here tenant.schedule.source is "every 1h"')
