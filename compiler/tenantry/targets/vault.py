"""Target: a Vault or OpenBao policy for each tenant, which reads that tenant's paths and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tenantry.diagnostics import Diagnostic, codes
from tenantry.model.artifact import Artifact
from tenantry.model.declared import Strict
from tenantry.model.resolved import Installation
from tenantry.targets.target import Target, Work


class Options(Strict):
    """The policies have no options; mounts and paths come from `secrets` and the tenants."""


def _check(work: Work, as_of: datetime) -> Iterator[Diagnostic]:
    del as_of
    store = work.settings.model.secrets.store
    if store != "vault":
        yield Diagnostic(
            code=codes.NOT_EXPRESSIBLE,
            message=f"target vault renders policies, and the secrets of this repository are kept in {store}",
            span=work.option(),
            help="remove the target, or set `secrets.store` to vault",
        )


def _render(work: Work) -> Iterator[Artifact]:
    for installation in work.installations:
        path = f"vault/policies/{installation.id}.hcl"
        yield Artifact(path=path, content=_policy(installation).encode(), target=work.target, tenant=installation.id)


def _policy(installation: Installation) -> str:
    """Paths hold no character that HCL or a policy's glob would read as something else (secrets/reference.py)."""
    paths = sorted({f"{entry.mount}/data/{entry.path}" for entry in installation.connections.values() if entry.keys})
    blocks = [f'path "{path}" {{\n  capabilities = ["read"]\n}}\n' for path in paths]
    return "\n".join([f"# What {installation.id} may read, and nothing else (KV version 2).\n", *blocks])


TARGET = Target(
    name="vault",
    title="Vault and OpenBao policies: read of a tenant's own paths, KV version 2",
    options=Options,
    limits=("Roles and auth methods are not rendered; bind each policy to the identity that runs the tenant.",),
    check=_check,
    render=_render,
)
