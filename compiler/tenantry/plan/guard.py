"""How much one change may alter: shares and counts of BASE's tenants (CONTRACT §4.3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from tenantry.declare.layout import tenant_files
from tenantry.diagnostics import Code, Diagnostic, codes
from tenantry.model.change import Action, TenantChange, Verdict
from tenantry.model.compiled import Compiled
from tenantry.model.declared.settings import Guard, room
from tenantry.model.document import Span

LIMITS: Final = (
    ("max_changed", Action.CHANGE, codes.TOO_MANY_CHANGED),
    ("max_removed", Action.REMOVE, codes.TOO_MANY_REMOVED),
)
_NAMED: Final = 5


def guard(
    before: Compiled, after: Compiled, changes: Sequence[TenantChange], *, allowed: frozenset[str]
) -> tuple[Verdict, list[Diagnostic]]:
    """Judges the changes; `allowed` are the integrations that an override lets through, "" among them for all. The
    limits are BASE's, so that no change disarms its own guard."""
    total = tenants(before)
    limits, place = _limits(before, after)
    counted = [change for change in changes if not allowed & {"", change.integration}]
    numbers = {name: _reached(counted, action) for name, action, _ in LIMITS}
    most = {name: room(limits[name], total) for name, _, _ in LIMITS}
    problems = [
        _broken(code, f"{name}: {limits[name]}", numbers[name], f"{most[name]} of {total}", place)
        for name, _, code in LIMITS
        if len(numbers[name]) > most[name]
    ]
    problems += _empty_fleet(after, counted, total)
    verdict = Verdict(
        limits=limits,
        counts={name: len(found) for name, found in numbers.items()},
        allowed=most,
        broken=tuple(problem.code.name for problem in problems),
    )
    return verdict, problems


def tenants(state: Compiled) -> int:
    """How many tenants a state has, broken ones too."""
    return len(tenant_files(state.snapshot.files)) + state.rest.tenants


def _reached(changes: Sequence[TenantChange], action: Action) -> list[str]:
    return [change.id for change in changes if change.action is action]


def _limits(before: Compiled, after: Compiled) -> tuple[dict[str, str | int], Span]:
    """The limits of BASE. One that BASE does not write is the default there, which HEAD may tighten at once and loosen
    only for the next change."""
    states = [state.declarations.settings for state in (before, after) if state.declarations]
    if not states:
        return {name: getattr(Guard(), name) for name, _, _ in LIMITS}, Span("tenantry.yaml")
    judging = states[0]
    limits: dict[str, str | int] = {}
    for name, _, _ in LIMITS:
        limits[name] = getattr(judging.model.guard, name)
        if name not in judging.model.guard.model_fields_set:
            limits[name] = _tighter(limits[name], getattr(states[-1].model.guard, name))
    place = judging.document.at("guard") if judging.document.has("guard") else Span(judging.document.path)
    return limits, place


def _tighter(one: str | int, other: str | int) -> str | int:
    if isinstance(one, str) and isinstance(other, str):
        return min(one, other, key=lambda limit: Fraction(limit.rstrip("%")))
    return one


def _broken(code: Code, limit: str, tenants: Sequence[str], room: str, place: Span) -> Diagnostic:
    what = "removes" if code is codes.TOO_MANY_REMOVED else "changes"
    number = "1 tenant" if len(tenants) == 1 else f"{len(tenants)} tenants"
    more = f" and {len(tenants) - _NAMED} more" if len(tenants) > _NAMED else ""
    return Diagnostic(
        code=code,
        message=f"this {what} {number}, and `{limit}` lets {room} through: {', '.join(tenants[:_NAMED])}{more}",
        span=place,
        help="split the change, or commit overrides/<name>.yaml with `allow: [guard]`, reason, owner and until",
        tenants=tuple(tenants),
    )


def _empty_fleet(after: Compiled, counted: Sequence[TenantChange], total: int) -> Iterator[Diagnostic]:
    """Whatever the limits say, the last tenant does not go unnoticed."""
    removed = _reached(counted, Action.REMOVE)
    if removed and not tenants(after):
        yield Diagnostic(
            code=codes.EMPTY_FLEET,
            message=f"this leaves no tenant; BASE has {total}",
            span=Span("tenantry.yaml"),
            help="look for a lost folder; if the end is meant, commit an override with `allow: [guard]`",
            tenants=tuple(removed),
        )
