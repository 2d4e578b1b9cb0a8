"""A policy for each tenant, which reads that tenant's paths and nothing else."""

from __future__ import annotations

from tenantry.model.resolved import Installation
from tenantry.targets.target import Work


def policy(installation: Installation) -> str:
    """Paths hold no character that HCL or a policy's glob would read as something else (secrets/reference.py)."""
    paths = sorted({f"{entry.mount}/data/{entry.path}" for entry in installation.connections.values() if entry.keys})
    blocks = [f'path "{path}" {{\n  capabilities = ["read"]\n}}\n' for path in paths]
    return "\n".join([f"# What {installation.id} may read, and nothing else (KV version 2).\n", *blocks])


def policy_name(work: Work, installation: Installation) -> str:
    """The name under which roles expect the policy: <name of the repository>/<tenant's id>."""
    return f"{work.settings.model.name or 'tenantry'}/{installation.id}"
