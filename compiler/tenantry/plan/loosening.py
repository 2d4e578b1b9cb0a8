"""Whether a difference in the settings weakens what judges changes: the owners of the guard must approve it then."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from tenantry.declare.layout import Kind
from tenantry.model.declared.settings import Guard
from tenantry.schedule.duration import duration


def loosens(kind: Kind, field: str, before: object, after: object) -> bool:
    """Judges one difference. What cannot be compared, such as a share and a count, counts as weaker."""
    section, _, name = field.partition(".")
    if kind is Kind.OVERRIDE:
        return True
    if kind is Kind.SETTINGS:
        return _setting(section, name, before, after)
    if kind is Kind.INTEGRATION and field == "owners":
        return True
    return kind in (Kind.INTEGRATION, Kind.ROLLOUT) and section == "waves" and _wave(before, after)


def _setting(section: str, name: str, before: object, after: object) -> bool:
    if section == "guard":
        return _limit(name, before, after)
    if section == "freezes":
        return isinstance(before, Mapping) and not (isinstance(after, Mapping) and _covers(after, before))
    if section == "rules":
        return before is not None
    if section == "severity":
        return before == "error"
    if section == "approvals":
        kept = after if isinstance(after, list) else []
        return isinstance(before, list) and any(rule not in kept for rule in before)
    return section == "timezone"  # freezes that name no zone are moved by it


def _limit(name: str, before: object, after: object) -> bool:
    standard = getattr(Guard(), name, None)
    was, now = (value if value is not None else standard for value in (before, after))
    if isinstance(was, str) and isinstance(now, str):
        return Fraction(now.rstrip("%")) > Fraction(was.rstrip("%"))
    return not (isinstance(was, int) and isinstance(now, int) and now <= was)


def _covers(now: Mapping[str, object], was: Mapping[str, object]) -> bool:
    """Whether a freeze still lasts as long as it did. Times of one form sort as texts, others count as shorter."""
    times = [(str(each.get("from")), str(each.get("to"))) for each in (now, was)]
    alike = len({len(time) for pair in times for time in pair}) == 1 and now.get("timezone") == was.get("timezone")
    return alike and times[0][0] <= times[1][0] and times[1][1] <= times[0][1]


def _wave(before: object, after: object) -> bool:
    """A wave that soaks for less, chooses other tenants, or is no longer there."""
    if not isinstance(before, Mapping):
        return False
    if not isinstance(after, Mapping):
        return True
    wider = after.get("percent") != before.get("percent") or after.get("select") != before.get("select")
    return wider or _soak(after) < _soak(before)


def _soak(wave: Mapping[str, object]) -> int:
    try:
        return duration(str(wave["soak"]))
    except (KeyError, ValueError):
        return 0
