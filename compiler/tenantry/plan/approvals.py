"""Who must approve, by what changes and not by which files do (CONTRACT §2.2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from tenantry.declare.layout import Kind, place
from tenantry.model.change import Action, NeededApproval, SettingChange, TenantChange
from tenantry.model.compiled import Compiled
from tenantry.model.declared.settings import Approval

_PLURAL: Final = frozenset({"configs", "connections", "labels", "limits"})


@dataclass(slots=True)
class _Touched:
    """What one kind of change reaches, by integration: tenants by action, and other things in words."""

    tenants: dict[str, dict[Action, int]] = field(default_factory=dict)
    things: dict[str, list[str]] = field(default_factory=dict)


def approvals(
    before: Compiled, after: Compiled, changes: Sequence[TenantChange], settings: Sequence[SettingChange]
) -> list[NeededApproval]:
    """Owners and reasons, sorted; rules and owners are BASE's where it has them."""
    touched = _touched(changes, settings)
    found = {
        NeededApproval(owner=owner, because=because)
        for rule in _rules(before, after)
        for kind in rule.when
        for owner, because in _needed(rule, kind, touched.get(kind, _Touched()), (before, after))
    }
    return sorted(found)


def _rules(before: Compiled, after: Compiled) -> Sequence[Approval]:
    for state in (before, after):
        if state.declarations is not None and state.declarations.settings.model.approvals:
            return state.declarations.settings.model.approvals
    return ()


def _touched(changes: Sequence[TenantChange], settings: Sequence[SettingChange]) -> dict[str, _Touched]:
    found: dict[str, _Touched] = {}
    for change in changes:
        for kind in {each.field.partition(".")[0] for each in change.changes}:
            counts = found.setdefault(kind, _Touched()).tenants.setdefault(change.integration, {})
            counts[change.action] = counts.get(change.action, 0) + 1
    for setting in settings:
        for kind, integration, words in _things(setting):
            found.setdefault(kind, _Touched()).things.setdefault(integration, []).append(words)
    return found


def _things(setting: SettingChange) -> Iterator[tuple[str, str, str]]:
    """What a setting is to those who approve: kind, integration, words."""
    at = place(setting.path)
    if at is None:
        return
    if at.kind is Kind.ROLLOUT:
        yield "rollout", at.integration, f"rollout of channel {at.name} of {at.integration} changes"
    if at.kind is Kind.OVERRIDE and setting.loosens:
        yield "guard", "", f"override {at.name} is new or changed"
    elif setting.loosens:
        yield "guard", at.integration, f"{setting.path} loosens {setting.field}"


def _needed(
    rule: Approval, kind: str, touched: _Touched, states: tuple[Compiled, Compiled]
) -> Iterator[tuple[str, str]]:  # fmt: skip
    """Each owner that the rule asks for, with each reason."""
    for integration, words in sorted(touched.things.items()):
        yield from ((owner, each) for owner in _owners(rule, integration, states) for each in words)
    totals: dict[str, dict[Action, int]] = {}
    for integration, counts in touched.tenants.items():
        for owner in _owners(rule, integration, states):
            total = totals.setdefault(owner, {})
            for action, number in counts.items():
                total[action] = total.get(action, 0) + number
    yield from ((owner, each) for owner, total in totals.items() for each in _reasons(kind, total))


def _reasons(kind: str, counts: dict[Action, int]) -> Iterator[str]:
    for action, number in sorted(counts.items()):
        tenants = "tenant" if number == 1 else "tenants"
        if action is Action.CHANGE:
            yield f"{kind} of {number} {tenants} {'change' if kind in _PLURAL else 'changes'}"
        else:
            yield f"{kind} of {number} {'removed' if action is Action.REMOVE else 'added'} {tenants}"


def _owners(rule: Approval, integration: str, states: tuple[Compiled, Compiled]) -> Sequence[str]:
    """The owners that a rule names. Those of an integration are BASE's; of what belongs to none, all of them."""
    if rule.owners != "integration":
        return rule.owners
    for state in states:
        known = state.declarations.integrations if state.declarations else {}
        if integration in known:
            return known[integration].model.owners
        if not integration and known:
            return sorted({owner for file in known.values() for owner in file.model.owners})
    return ()
