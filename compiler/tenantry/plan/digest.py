"""The digest of a plan: of what changes, not of the commits, the lines or the day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from tenantry.model.change import SettingChange
from tenantry.plan.fields import text
from tenantry.plan.pieces import Differing


def digest(
    exact: Mapping[str, str],
    settings: Iterable[SettingChange],
    differing: Differing,
) -> str:
    """`sha256:` and 64 hex digits over every difference of every tenant, as `line` has it, every setting, and every
    artifact, or part of one, that is a tenant's, before and after.

    What serves several tenants takes no part: it follows from tenants and settings, and holds the lines of tenants that
    the plan does not touch, which a rebase may change.
    """
    lines = [said for _, said in sorted(exact.items())]
    lines += sorted(text(["setting", each.path, each.field, each.before, each.after]) for each in settings)
    for piece in differing.pieces:
        if not piece.moved:
            named = [piece.path, piece.tenant] if piece.shared else [piece.path]
            lines.append(text(["artifact", *named, piece.was, piece.now]))
    return "sha256:" + hashlib.sha256("\n".join(lines).encode()).hexdigest()


def line(tenant: str, differs: Mapping[str, tuple[object, object]]) -> str:
    """Every difference of a tenant."""
    return text(["tenant", tenant, differs])
