"""Tenants that leave under one name and come under another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tenantry.diagnostics import Diagnostic, codes
from tenantry.model.change import Action, TenantChange
from tenantry.model.compiled import Compiled
from tenantry.model.document import Document, Span
from tenantry.plan.fields import text


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """The file of a tenant that comes, or goes, and what it says as one text."""

    tenant: str
    comes: bool
    path: str
    said: str


def files(changes: Sequence[TenantChange], before: Compiled, after: Compiled) -> Iterator[File]:
    """The files of tenants that come or go."""
    for change in changes:
        comes = change.action is Action.ADD
        document = _file(after if comes else before, change.id) if change.action is not Action.CHANGE else None
        if document is not None:
            yield File(tenant=change.id, comes=comes, path=document.path, said=text(document.data))


def renames(found: Sequence[File]) -> Iterator[Diagnostic]:
    """A warning on each new file that says what the file of a removed tenant said. `found` are by tenant."""
    gone: dict[str, list[str]] = {}
    for file in found:
        if not file.comes:
            gone.setdefault(file.said, []).append(file.tenant)
    for file in found:
        alike = gone.get(file.said, []) if file.comes else []
        if alike:
            near = [tenant for tenant in alike if _near(tenant, file.tenant)] or alike
            alike.remove(near[0])
            yield _renamed(near[0], file)


def _near(one: str, other: str) -> bool:
    """Whether two ids share the integration or the tenant's name."""
    return bool(set(one.split("/")) & set(other.split("/")))


def _renamed(old: str, file: File) -> Diagnostic:
    return Diagnostic(
        code=codes.TENANT_RENAMED,
        message=f"{old} seems to be renamed to {file.tenant}: to platforms, one tenant is removed and another added",
        span=Span(file.path),
        help="its state, secret paths, spread minute and place in rollouts stay behind; keep the name if that is not "
        "meant",
        tenants=(old, file.tenant),
    )


def _file(state: Compiled, tenant: str) -> Document | None:
    found = state.declarations.tenants.get(tenant) if state.declarations else None
    return found.document if found else None
