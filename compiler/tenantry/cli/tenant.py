"""A tenant named on the command line."""

from __future__ import annotations

from pathlib import Path

from tenantry.cli.paths import relative_to
from tenantry.declare.layout import Kind, place
from tenantry.diagnostics import nearest
from tenantry.errors import UsageError
from tenantry.model.compiled import Compiled
from tenantry.model.document import Span
from tenantry.model.resolved import Installation
from tenantry.report.secrets import places


def find_tenant(result: Compiled, root: Path, name: str) -> Installation | None:
    """The installation of a tenant, by id, by file, or by a bare name that only one has.

    None where the tenant is there but broken; wrong usage where there is none.
    """
    declared = declared_tenants(result)
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
    return any(_within(secret, place) for secret in secrets for place in origins)


def _within(inner: Span, outer: Span) -> bool:
    return (
        inner.path == outer.path
        and (outer.line, outer.column) <= (inner.line, inner.column)
        and (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)
    )


def declared_tenants(result: Compiled) -> dict[str, str]:
    """Every tenant that has a file, broken or not, with that file's path."""
    found: dict[str, str] = {}
    for path in result.snapshot.files:
        at = place(path)
        if at is not None and at.kind is Kind.TENANT:
            found.setdefault(f"{at.integration}/{at.name}", path)
    return found
