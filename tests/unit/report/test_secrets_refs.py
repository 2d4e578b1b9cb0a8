"""What `secrets refs` says: who refers to what, what is shared, what nobody uses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema

from support_compile import base_files, compile_base, shown
from tenantry.report.secrets_refs import FORMATS, references

ROOT = Path(__file__).resolve().parents[3]
FILE = "integrations/orders/integration.yaml"


def refs(files: dict[str, str | None]) -> Any:
    result = compile_base(files)
    assert not result.failed, shown(result)
    assert result.declarations is not None
    found = json.loads(FORMATS["json"](references(result.declarations, result.installations)))
    schema = json.loads((ROOT / "schemas/outputs/secrets-refs.schema.json").read_text())
    jsonschema.validate(found, schema)
    return found


def connectors(more: str) -> dict[str, str | None]:
    return {FILE: base_files()[FILE].decode().replace("  shop:", f"  {more}\n  shop:")}


def test_each_path_with_who_refers_to_it_and_what_says_so() -> None:
    found = refs({"tenants/orders/acme.yaml": "connections: {shop: {path: a/b, keys: {token: t}}}\n"})
    paths = {path["path"]: path for path in found["paths"]}
    assert paths.keys() == {"a/b", "orders/borealis/shop"}
    assert paths["a/b"]["references"] == [
        {
            "tenant": "orders/acme",
            "connector": "shop",
            "scope": "tenant",
            "secrets": {"PAN_SEC_SHOP_TOKEN": "t"},
            "set_by": {"path": "tenants/orders/acme.yaml", "line": 1, "column": 21},
        }
    ]
    assert (paths["a/b"]["keys"], paths["a/b"]["shared"]) == (["t"], False)


def test_a_path_of_two_tenants_is_shared_and_a_global_one_is_not() -> None:
    found = refs({"tenants/orders/_defaults.yaml": "connections: {shop: {path: shared/shop}}\n"})
    assert [(path["path"], path["shared"], len(path["references"])) for path in found["paths"]] == [
        ("shared/shop", True, 2)
    ]
    releases = {
        f"integrations/orders/releases/{version}/PANDIUM.yaml": base_files()[
            f"integrations/orders/releases/{version}/PANDIUM.yaml"
        ]
        .decode()
        .replace("connectors: [shop]", "connectors: [shop, ledger]")
        for version in ("1.0.0", "1.1.0")
    }
    found = refs({**connectors("ledger: {secrets: [x], scope: global}"), **releases})
    shared = {path["path"]: (path["shared"], len(path["references"])) for path in found["paths"]}
    assert shared["orders/_global/ledger"] == (False, 2)


def test_what_nobody_uses_is_listed_with_its_place() -> None:
    files = connectors("ledger: {secrets: [x]}")
    files["tenants/orders/_defaults.yaml"] = "connections: {ledger: {path: old/ledger}, shop: {}}\n"
    unused = refs(files)["unused"]
    assert [(each["kind"], each["connector"], each["declared"]["path"]) for each in unused] == [
        ("connector", "ledger", FILE),
        ("entry", "ledger", "tenants/orders/_defaults.yaml"),
    ]
