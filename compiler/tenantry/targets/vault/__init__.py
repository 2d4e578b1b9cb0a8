"""Target: for each tenant of Vault or OpenBao a policy, and where options ask for them its roles and agent."""

from tenantry.targets.target import Target, nothing_common
from tenantry.targets.vault.check import apart, check
from tenantry.targets.vault.options import Options
from tenantry.targets.vault.render import render

__all__ = ["TARGET"]

TARGET = Target(
    name="vault",
    title="Vault and OpenBao policies: read of a tenant's own paths, KV version 2; roles and agents where asked for",
    options=Options,
    limits=(
        "What is rendered is not sent to the server; docs/secrets.md has the commands.",
        "Roles are for the auth methods kubernetes, jwt and approle; enabling and configuring those is yours.",
    ),
    check=check,
    render=render,
    apart=apart,
    common=nothing_common,
)
