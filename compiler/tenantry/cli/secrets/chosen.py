"""Which tenants are asked about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tenantry.cli.compiled import compiled
from tenantry.cli.tenant import find_tenant
from tenantry.model.compiled import Compiled
from tenantry.model.resolved import Installation


def chosen(result: Compiled, root: Path, *, names: Sequence[str], base: str | None) -> list[Installation]:
    """All installations; with `names` these alone, with `base` those whose references are others than at that commit.

    A tenant that is broken or missing at the base counts as changed. UsageError for a name or commit that is not there.
    """
    found = list(result.installations)
    if names:
        named = {tenant.id for name in names if (tenant := find_tenant(result, root, name)) is not None}
        found = [each for each in found if each.id in named]
    if base is not None:
        before = {each.id: each.secrets for each in compiled(root, ref=base).installations}
        found = [each for each in found if before.get(each.id) != each.secrets]
    return found
