"""What `apply` has done, or would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from tenantry.model.declared.settings import Guard
from tenantry.report.escape import json_text, terminal
from tenantry.targets.applying import Change, Survey
from tenantry.targets.guard import Refusal

CLEAN: Final = 0
REFUSED: Final = 5
_ACTIONS: Final = {"create": "created", "update": "updated", "remove": "removed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """The outcome; `refusals` say what spoke against it, and `done` that everything was written."""

    target: str
    address: str
    namespace: str
    owner: str
    guard: Guard
    survey: Survey
    dry_run: bool
    refusals: tuple[Refusal, ...]
    done: bool = False

    @property
    def exit_code(self) -> int:
        """5 where it was refused, or would be."""
        return REFUSED if self.refusals else CLEAN


def refused(outcome: Applied) -> str:
    """Each refusal with what to do about it, for stderr."""
    lines = []
    for refusal in outcome.refusals:
        lines += [f"tenantry: refused: {terminal(refusal.message)}", f"help: {refusal.help}"]
    return "".join(f"{line}\n" for line in lines)


def _text(outcome: Applied) -> str:
    return "".join(f"{line}\n" for line in _lines(outcome))


def _lines(outcome: Applied) -> Iterator[str]:
    changes = outcome.survey.changes
    rows = [(change.action, terminal(change.tenant), terminal(change.name), _why(change)) for change in changes]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:3]
    for row in rows:
        cells = [f"{cell:<{width}}" for cell, width in zip(row, [*widths, 0], strict=True)]
        yield "  ".join(cells).rstrip()
    counts = Counter[str](change.action for change in changes)
    said = [f"{counts[action]} {word}" for action, word in _ACTIONS.items()]
    state = "" if outcome.done else " (nothing was written)"
    place = terminal(f"{outcome.address}, namespace {outcome.namespace}")
    yield f"{', '.join(said)}, {outcome.survey.unchanged} unchanged at {place}{state}"


def _why(change: Change) -> str:
    """Which fields differ, and whether somebody changed them on the platform."""
    fields = ", ".join(terminal(each) for each in change.fields)
    if not change.drift:
        return fields
    note = f', noted there: "{terminal(change.note)}"' if change.note else ""
    return f"{fields} (changed there by hand{note})"


def _json(outcome: Applied) -> str:
    survey = outcome.survey
    counts = Counter[str](change.action for change in survey.changes)
    data = {
        "version": 1,
        "target": outcome.target,
        "address": outcome.address,
        "namespace": outcome.namespace,
        "owner": outcome.owner,
        "dry_run": outcome.dry_run,
        "written": outcome.done,
        "summary": {
            "owned": survey.owned,
            "unchanged": survey.unchanged,
            **{word: counts[action] for action, word in _ACTIONS.items()},
            "drifted": sum(change.drift for change in survey.changes),
        },
        "changes": [_entry(change) for change in survey.changes],
        "guard": {
            "tripped": bool(outcome.refusals),
            "limits": {"max_changed": outcome.guard.max_changed, "max_removed": outcome.guard.max_removed},
            "reasons": [refusal.message for refusal in outcome.refusals],
        },
    }
    return json_text(data)


def _entry(change: Change) -> dict[str, Any]:
    return {
        "action": change.action,
        "tenant": change.tenant,
        "name": change.name,
        "fields": list(change.fields),
        "drift": change.drift,
        "note": change.note,
    }


FORMATS: Final[Mapping[str, Callable[[Applied], str]]] = MappingProxyType({"text": _text, "json": _json})
