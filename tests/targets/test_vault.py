"""The target vault: a policy reads a tenant's own paths and nothing else."""

from __future__ import annotations

import re

import pytest

from support_compile import artifact, compile_base
from support_targets import rendered

ACME = "tenants/orders/acme.yaml"


def test_a_policy_names_exactly_the_paths_of_its_tenant() -> None:
    result = rendered("vault", {ACME: "connections: {shop: {path: shared/shop, mount: team-kv}}\n"})
    policy = artifact(result, "vault/policies/orders/acme.hcl").decode()
    assert re.findall(r'path "([^"]*)" \{\n  capabilities = (\[.*\])', policy) == [
        ("team-kv/data/shared/shop", '["read"]')
    ]


@pytest.mark.parametrize("store", ["env", "kubernetes", "aws-secrets-manager"])
def test_policies_need_a_vault(store: str) -> None:
    settings = f"version: 1\nsecrets: {{store: {store}}}\ntargets: {{vault: {{}}}}\n"
    result = compile_base({"tenantry.yaml": settings})
    assert [problem.code.id for problem in result.diagnostics] == ["TN712"]
