"""Plans of small changes, in memory: the base repository of the pages with files laid over each of two states."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from support_compile import AS_OF, base_files
from tenantry.model.change import FieldChange, Plan
from tenantry.model.compiled import Compiled
from tenantry.model.shared import Shared
from tenantry.model.snapshot import Snapshot
from tenantry.pipeline import compile_snapshot
from tenantry.plan import plan

Files = Mapping[str, str | None]
INTEGRATION = "integrations/orders/integration.yaml"
SETTINGS = "tenantry.yaml"


def state(files: Files, over: Files | None = None) -> Compiled:
    """The base repository with two sets of files laid over it; None removes one."""
    content = base_files()
    for path, text in {**files, **(over or {})}.items():
        if text is None:
            content.pop(path, None)
        else:
            content[path] = text.encode()
    return compile_snapshot(Snapshot(files=dict(sorted(content.items()))), as_of=AS_OF, shared=Shared())


def planned(before: Files, after: Files, *, as_of: datetime = AS_OF) -> Plan:
    """The plan from the base repository with `before` to the same with `after` on top."""
    return plan(state(before), state(before, after), as_of=as_of)


def fleet(number: int, text: str = "paused: false\n") -> dict[str, str | None]:
    """Files of that many tenants of the integration `orders`, beside the two of the base repository."""
    return {f"tenants/orders/t{index:04}.yaml": text for index in range(number - 2)}


def told(found: Plan) -> dict[str, dict[str, tuple[object, object]]]:
    """What a plan tells of each tenant: before and after by field."""
    return {each.id: {one.field: (one.before, one.after) for one in each.changes} for each in found.tenants}


def only(found: Plan, tenant: str, field: str) -> FieldChange:
    """One change of one tenant."""
    changes = next(each.changes for each in found.tenants if each.id == tenant)
    return next(change for change in changes if change.field == field)


def place(change: FieldChange) -> str:
    """Where a change comes from, as path:line:column."""
    return f"{change.cause.path}:{change.cause.line}:{change.cause.column}"


def codes(found: Plan) -> set[str]:
    """The codes of the problems that a plan introduces."""
    return {problem.code.id for problem in found.introduced}
