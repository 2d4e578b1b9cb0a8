"""A SecretStore for each tenant, which fits the roles of the target vault."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from support_compile import artifact, compile_base, shown
from support_targets import definition, objects

ACME = "tenants/orders/acme.yaml"
SETTINGS = """version: 1
secrets: {{address: "https://vault.example.com:8200"}}
targets:
  kubernetes: {{image: "r.example.com/a@sha256:{digest}", tenant_stores: {options}}}
  vault: {{kubernetes: {{}}}}
"""


def settings(options: str = "{}") -> dict[str, str | None]:
    return {"tenantry.yaml": SETTINGS.format(options=options, digest="0" * 64)}


def found(files: dict[str, str | None], kind: str) -> list[Any]:
    result = compile_base(files)
    assert not result.failed, shown(result)
    return [each for each in objects(result) if each["kind"] == kind]


def test_each_tenant_logs_in_by_the_role_that_the_target_vault_renders() -> None:
    result = compile_base(settings())
    stores = {each["metadata"]["name"]: each for each in found(settings(), "SecretStore")}
    accounts = {each["metadata"]["name"] for each in found(settings(), "ServiceAccount")}
    assert stores.keys() == accounts == {"orders-acme", "orders-borealis"}
    for name, store in stores.items():
        role = json.loads(artifact(result, f"vault/roles/kubernetes/{name}.json"))
        login = store["spec"]["provider"]["vault"]["auth"]["kubernetes"]
        assert (login["role"], login["mountPath"]) == (name, "kubernetes")
        assert role["bound_service_account_names"] == [login["serviceAccountRef"]["name"]]
    references = [each["spec"]["secretStoreRef"] for each in found(settings(), "ExternalSecret")]
    assert references == [{"name": name, "kind": "SecretStore"} for name in sorted(stores)]


def test_a_mount_of_its_own_has_a_store_of_its_own() -> None:
    files = {**settings(), ACME: "connections: {shop: {mount: team, path: a/b}}\n"}
    paths = {
        each["metadata"]["name"]: each["spec"]["provider"]["vault"]["path"] for each in found(files, "SecretStore")
    }
    assert sorted(paths.values()) == ["kv", "team"]
    own = next(each for each in found(files, "ExternalSecret") if each["metadata"]["name"] == "orders-acme")
    assert paths[own["spec"]["secretStoreRef"]["name"]] == "team"


def test_options_say_where_the_vault_is_and_who_signed_for_it() -> None:
    options = (
        "{server: 'https://other.example.com', namespace: team, audience: vault, ca_config_map: ca, auth_mount: k8s}"
    )
    provider = found(settings(options), "SecretStore")[0]["spec"]["provider"]["vault"]
    assert (provider["server"], provider["namespace"]) == ("https://other.example.com", "team")
    assert provider["caProvider"] == {"type": "ConfigMap", "name": "ca", "key": "ca.crt"}
    assert provider["auth"]["kubernetes"]["mountPath"] == "k8s"
    assert provider["auth"]["kubernetes"]["serviceAccountRef"]["audiences"] == ["vault"]


@pytest.mark.parametrize(
    ("secrets", "code"), [("{}", "TN705"), ("{store: aws-secrets-manager, address: 'https://a.example.com'}", "TN712")]
)
def test_a_store_needs_a_vault_and_its_address(secrets: str, code: str) -> None:
    text = str(settings()["tenantry.yaml"]).replace('{address: "https://vault.example.com:8200"}', secrets)
    problems = compile_base({"tenantry.yaml": text}).diagnostics
    assert code in [problem.code.id for problem in problems if problem.span.column > 1]


@pytest.mark.consumer
@pytest.mark.parametrize("options", ["{}", "{namespace: team, audience: vault, ca_config_map: ca}"])
def test_stores_pass_their_definition_closed_by_hand(options: str, corpora: Path) -> None:
    schema = definition(corpora, "external-secrets.io_secretstores")
    for store in found(settings(options), "SecretStore"):
        jsonschema.validate(store, schema)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**store, "spec": {"provider": {"vault": {"path": "kv"}}}}, schema)
