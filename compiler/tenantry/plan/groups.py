"""Equal changes of several tenants as one entry, and the tenants that do not do as their group does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tenantry.model.change import Action, FieldChange, Group, TenantChange
from tenantry.model.document import Span
from tenantry.plan.fields import text

Key = tuple[str, str, str, Span | None]


def groups(tenants: Sequence[TenantChange]) -> list[Group]:
    """The changes of changed tenants, gathered, the largest first. A change that one tenant has alone is in none.

    They are equal if they come from one place, or each from the tenant's own file, as after an edit of many files; the
    place is then that of the first.
    """
    gathered: dict[Key, list[str]] = {}
    first: dict[Key, tuple[FieldChange, object, object]] = {}
    for tenant in tenants:
        for change in tenant.changes if tenant.action is Action.CHANGE else ():
            before, after = _general(change.before, tenant.id), _general(change.after, tenant.id)
            place = None if is_own(change.cause, tenant.id) else change.cause
            key = (change.field, text(before), text(after), place)
            gathered.setdefault(key, []).append(tenant.id)
            first.setdefault(key, (change, before, after))
    found = [
        Group(field=change.field, before=before, after=after, cause=change.cause, tenants=tuple(gathered[key]))
        for key, (change, before, after) in first.items()
        if len(gathered[key]) > 1
    ]
    return sorted(found, key=lambda group: (-len(group.tenants), group.field != "release", group.field, group.cause))


def outliers(tenants: Sequence[TenantChange], found: Sequence[Group]) -> frozenset[str]:
    """Changed tenants that no group tells whole: one of their changes is theirs alone."""
    sharing: dict[str, int] = {}
    for group in found:
        for tenant in group.tenants:
            sharing[tenant] = sharing.get(tenant, 0) + 1
    return frozenset(
        tenant.id
        for tenant in tenants
        if tenant.action is Action.CHANGE and sharing.get(tenant.id, 0) < len(tenant.changes)
    )


def is_own(cause: Span, tenant: str) -> bool:
    """Whether a place is in the tenant's own file."""
    integration, _, name = tenant.partition("/")
    return cause.path.startswith(f"tenants/{integration}/") and cause.path.endswith(f"/{name}.yaml")


def _general(value: object, tenant: str) -> object:
    """A value that would be equal but for the tenant's own name in a path, with `{tenant}` in its place."""
    if not isinstance(value, Mapping) or not isinstance(value.get("path"), str):
        return value
    name = tenant.rpartition("/")[2]
    parts = value["path"].split("/")
    return {**value, "path": "/".join("{tenant}" if part == name else part for part in parts)}
