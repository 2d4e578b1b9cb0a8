"""Tenants that leave under one name and come under another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tenantry.diagnostics import Diagnostic, codes
from tenantry.model.change import Action, TenantChange
from tenantry.model.compiled import Compiled
from tenantry.model.document import Document, Span
from tenantry.plan.fields import text


def renames(changes: Sequence[TenantChange], before: Compiled, after: Compiled) -> Iterator[Diagnostic]:
    """A warning on each new file that says what the file of a removed tenant said."""
    gone: dict[str, list[str]] = {}
    for change in changes:
        document = _file(before, change.id) if change.action is Action.REMOVE else None
        if document is not None:
            gone.setdefault(text(document.data), []).append(change.id)
    for change in changes:
        document = _file(after, change.id) if change.action is Action.ADD else None
        alike = gone.get(text(document.data), []) if document else []
        if document is not None and alike:
            near = [tenant for tenant in alike if _near(tenant, change.id)] or alike
            alike.remove(near[0])
            yield _renamed(near[0], change.id, document)


def _near(one: str, other: str) -> bool:
    """Whether two ids share the integration or the tenant's name."""
    return bool(set(one.split("/")) & set(other.split("/")))


def _renamed(old: str, new: str, document: Document) -> Diagnostic:
    return Diagnostic(
        code=codes.TENANT_RENAMED,
        message=f"{old} seems to be renamed to {new}: to platforms, one tenant is removed and another added",
        span=Span(document.path),
        help="its state, secret paths, spread minute and place in rollouts stay behind; keep the name if that is not "
        "meant",
        tenants=(old, new),
    )


def _file(state: Compiled, tenant: str) -> Document | None:
    found = state.declarations.tenants.get(tenant) if state.declarations else None
    return found.document if found else None
