"""A tenant named on the command line."""

from __future__ import annotations

from pathlib import Path

from tenantry.cli.paths import relative_to
from tenantry.declare.layout import tenant_files
from tenantry.diagnostics import nearest
from tenantry.diagnostics.secret import places
from tenantry.errors import UsageError
from tenantry.model.compiled import Compiled
from tenantry.model.resolved import Installation


def find_tenant(result: Compiled, root: Path, name: str) -> Installation | None:
    """The installation of a tenant, by id, by file, or by a bare name that only one has.

    None where the tenant is there but broken; wrong usage where there is none.
    """
    declared = tenant_files(result.snapshot.files)
    wanted = [tenant for tenant, path in declared.items() if name in (tenant, path, tenant.rpartition("/")[2])]
    if not wanted and name.endswith(".yaml"):
        path = relative_to(root, Path(name))
        wanted = [tenant for tenant, known in declared.items() if known == path]
    if len(wanted) > 1:
        raise UsageError(f"several tenants are called '{name}'", "name one: " + ", ".join(wanted))
    if not wanted:
        raise UsageError(f"there is no tenant '{name}'", nearest(name, declared))
    return next((installation for installation in result.installations if installation.id == wanted[0]), None)


def holds_secret(result: Compiled, installation: Installation) -> bool:
    """Whether a value of the installation, or a part of one, is a plain secret, so that it must not be shown."""
    secrets = places(result.diagnostics)
    origins = [origin.span for chain in installation.origins.values() for origin in chain]
    return any(place.holds(secret) for secret in secrets for place in origins)
