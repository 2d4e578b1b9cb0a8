"""The digest of a plan: of what changes, not of the commits, the lines or the day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from tenantry.model.artifact import Artifact
from tenantry.model.change import SettingChange
from tenantry.plan.fields import text
from tenantry.plan.pieces import Differing


def digest(
    exact: Mapping[str, Mapping[str, tuple[object, object]]],
    settings: Iterable[SettingChange],
    differing: Differing,
) -> str:
    """`sha256:` and 64 hex digits over every difference of every tenant, every setting, and every artifact, or part
    of one, that is a tenant's, before and after.

    What serves several tenants takes no part: it follows from tenants and settings, and holds the lines of tenants that
    the plan does not touch, which a rebase may change.
    """
    lines = [text(["tenant", tenant, differs]) for tenant, differs in sorted(exact.items())]
    lines += sorted(text(["setting", each.path, each.field, each.before, each.after]) for each in settings)
    for piece in differing.pieces:
        if not piece.moved:
            named = [piece.path, piece.tenant] if piece.shared else [piece.path]
            lines.append(text(["artifact", *named, *map(_sha256, piece.pair)]))
    return "sha256:" + hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _sha256(artifact: Artifact | None) -> str | None:
    return None if artifact is None else artifact.sha256
