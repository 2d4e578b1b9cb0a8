"""What another release would mean for tenants: for a terminal, as JSON, and for a comment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import Any, Final

import click

from tenantry.model.trial import Outcome, WhatIf
from tenantry.report.escape import json_text, terminal
from tenantry.report.json import entries
from tenantry.report.plan.asked import MAX_BYTES
from tenantry.report.plan.markdown import Page, in_code
from tenantry.report.plan.words import count, shown

_FEW: Final = 20
"""Tenants that are told in full on a terminal; -v tells all."""
_REST: Final = "\n**The rest found no room here; the JSON form has all.**\n"
_NAMED: Final = 5
_ABSENT: Final = "(none)"


def data(found: WhatIf) -> dict[str, Any]:
    """Everything as plain data, as its schema describes it."""
    return {
        "version": 1,
        "integration": found.integration,
        "release": found.release,
        "status": found.status,
        "summary": {
            "tenants": len(found.outcomes),
            "able": found.count(able=True),
            "unable": found.count(able=False),
        },
        "tenants": [_entry(each) for each in found.outcomes],
    }


def _entry(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.tenant,
        "able": outcome.able,
        "release": outcome.release,
        "channel": outcome.channel,
        "diagnostics": entries(outcome.problems),
        "env": [asdict(each) for each in outcome.env],
        "connections": [{**asdict(each), "keys": list(each.keys)} for each in outcome.connections],
    }


def _json(found: WhatIf, *, color: bool = False, verbose: bool = False) -> str:
    del color, verbose
    return json_text(data(found))


def _text(found: WhatIf, *, color: bool = False, verbose: bool = False) -> str:
    def bold(text: str) -> str:
        return click.style(text, bold=True) if color else text

    lines = [bold(terminal(_headline(found)))]
    lines += [terminal(line) for line in _status(found)]
    told = list(_told(found).items())
    for title, listed in told[: None if verbose else _FEW]:
        lines += ["", bold(terminal(title)), *(f"  {terminal(line)}" for line in listed)]
    left = 0 if verbose else len(told) - _FEW
    if left > 0:
        lines += ["", f"… and {left} more (-v shows all)"]
    return "".join(f"{line}\n" for line in lines)


def _markdown(found: WhatIf, *, color: bool = False, verbose: bool = False) -> str:
    del color, verbose
    page = Page(room=MAX_BYTES)
    page.add(f"**{in_code(_headline(found))}**\n")
    for line in _status(found):
        page.add(f"\n{in_code(line)}\n")
    for title, lines in _told(found).items():
        listed = "".join(f"- {in_code(line)}\n" for line in lines)
        if not page.add(f"\n<details><summary>{in_code(title)}</summary>\n\n{listed}\n</details>\n", closing=_REST):
            page.add(_REST)
            break
    return "".join(page.parts)


def _headline(found: WhatIf) -> str:
    able, number = found.count(able=True), len(found.outcomes)
    return f"{able} of {count(number, 'tenant')} of {found.integration} could take {found.release}"


def _status(found: WhatIf) -> Iterator[str]:
    if found.status != "available":
        yield f"The release is {found.status}: {found.reason}"


def _told(found: WhatIf) -> dict[str, list[str]]:
    """Title and lines. Those who could not come first; those who could are gathered by what would change for them, and
    only counted where nothing would."""
    told = {_title(each): list(_lines(each)) for each in found.outcomes if not each.able}
    alike: dict[tuple[str, ...], list[Outcome]] = {}
    for each in found.outcomes:
        lines = tuple(_lines(each, own=False))
        if each.able and lines:
            alike.setdefault(lines, []).append(each)
    for lines, outcomes in alike.items():
        told[_title(outcomes[0]) if len(outcomes) == 1 else _titles(outcomes)] = list(lines)
    return told


def _titles(outcomes: Sequence[Outcome]) -> str:
    names = ", ".join(each.tenant for each in outcomes[:_NAMED])
    more = f" and {len(outcomes) - _NAMED} more" if len(outcomes) > _NAMED else ""
    return f"{len(outcomes)} tenants could: {names}{more}"


def _title(outcome: Outcome) -> str:
    by = f"channel {outcome.channel}" if outcome.channel else "pinned"
    now = f"on {outcome.release}, {by}" if outcome.release else "broken"
    return f"{outcome.tenant} ({now}): {'could' if outcome.able else 'could not'}"


def _lines(outcome: Outcome, *, own: bool = True) -> Iterator[str]:
    """What is wrong, and what would change; without `own` nothing that only this tenant has."""
    for problem in outcome.problems:
        place = f"{problem.span.path}:{problem.span.line}:{problem.span.column}"
        help_text = f" ({problem.help})" if problem.help else ""
        yield f"{problem.code.id} {problem.message}{help_text}, {place}"
    for each in outcome.env:
        before, after = (_ABSENT if value is None else shown(value) for value in (each.before, each.after))
        yield f"{each.name} {before} → {after}"
    for connection in outcome.connections:
        kept = f" at {connection.mount}/{connection.path}" if own else ""
        yield f"new connection {connection.connector}: {', '.join(connection.keys)}{kept}"


FORMATS: Final[Mapping[str, Callable[..., str]]] = MappingProxyType(
    {"text": _text, "json": _json, "markdown": _markdown}
)
