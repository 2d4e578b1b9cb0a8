"""The digest of a plan: of what changes, not of the commits, the lines or the day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from tenantry.model.change import SettingChange
from tenantry.plan.artifacts import Pair, one
from tenantry.plan.fields import text


def digest(
    exact: Mapping[str, Mapping[str, tuple[object, object]]],
    settings: Iterable[SettingChange],
    differing: Sequence[Pair],
) -> str:
    """`sha256:` and 64 hex digits over every difference of every tenant, every setting, and every artifact that serves
    one tenant, before and after.

    Artifacts that serve several tenants take no part: they follow from tenants and settings, and hold the lines of
    tenants that the plan does not touch, which a rebase may change.
    """
    lines = [text(["tenant", tenant, differs]) for tenant, differs in sorted(exact.items())]
    lines += sorted(text(["setting", each.path, each.field, each.before, each.after]) for each in settings)
    for was, now in differing:
        artifact = one((was, now))
        if artifact.tenant is not None:
            lines.append(text(["artifact", artifact.path, was and was.digest, now and now.digest]))
    return "sha256:" + hashlib.sha256("\n".join(lines).encode()).hexdigest()
