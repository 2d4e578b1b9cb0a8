"""What speaks against applying: names that others hold, an empty fleet, and the limits of the guard (CONTRACT §2.2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from tenantry.model.declared import Declarations
from tenantry.model.declared.settings import Guard, room
from tenantry.targets.applying import Survey

_SHOWN: Final = 10
_ALLOW: Final = "change fewer at a time, raise the limit, or commit an override with `allow: [guard]` below overrides/"
_ELSEWHERE: Final = "remove it there, or give what this repository owns other names, by the option `prefix`"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is written, and what would change that."""

    message: str
    help: str


def refusals(declarations: Declarations, survey: Survey, *, tenants: int, today: date) -> Iterator[Refusal]:
    """Each reason, in words. An override that allows `guard` lifts empty fleet and limits, of its integration alone
    where it names one; names of others are never taken."""
    for name, owner in survey.foreign.items():
        whose = f"belongs to '{owner}'" if owner else "was not made by tenantry"
        yield Refusal(f"'{name}' is there already and {whose}", _ELSEWHERE)
    allowed = _allowed(declarations, today)
    if None in allowed:
        return
    if not tenants:
        yield Refusal(
            f"no tenant is declared, and {survey.owned} would be removed: an empty fleet is not applied", _ALLOW
        )
        return
    counted = [change for change in survey.changes if change.tenant.partition("/")[0] not in allowed]
    found = broken_limits(
        declarations.settings.model.guard,
        owned=survey.owned,
        changed=[change.tenant for change in counted if change.action == "update"],
        removed=[change.tenant for change in counted if change.action == "remove"],
    )
    yield from (Refusal(message, _ALLOW) for message in found)


def _allowed(declarations: Declarations, today: date) -> set[str | None]:
    """Integrations for which an override in force allows what the guard forbids; None stands for all."""
    overrides = [override.model for override in declarations.overrides.values()]
    return {each.integration for each in overrides if "guard" in each.allow and each.until >= today.isoformat()}


def broken_limits(guard: Guard, *, owned: int, changed: Sequence[str], removed: Sequence[str]) -> Iterator[str]:
    """What goes beyond a limit, in words; `changed` and `removed` are tenants of the `owned` ones. A limit is reached,
    not broken, when equal."""
    for option, word, limit, tenants in (
        ("max_changed", "changed", guard.max_changed, changed),
        ("max_removed", "removed", guard.max_removed, removed),
    ):
        allowed = room(limit, owned)
        if len(tenants) > allowed:
            shown = ", ".join(tenants[:_SHOWN])
            more = f" and {len(tenants) - _SHOWN} more" if len(tenants) > _SHOWN else ""
            yield (
                f"{len(tenants)} of {owned} would be {word}, and guard.{option} ({limit}) allows {allowed}: "
                f"{shown}{more}"
            )
