"""A plan for a terminal: the verdict first, then what a reviewer decides by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import click

from tenantry.model.change import Plan
from tenantry.report.escape import terminal
from tenantry.report.plan.asked import Asked
from tenantry.report.plan.outline import Item, Section, outline, states, totals, verdict
from tenantry.report.text import TENANTS

Paint = Callable[..., str]
_COLORS: Final = {"error": "red", "refused": "red", "changes": "green", "nothing": "green"}
_SIGNS: Final = {"+": "green", "-": "red", "~": "yellow", "!": "red"}
_FEW: Final = 10
"""Items of a section that are shown; -v shows all."""


def text_plan(plan: Plan, asked: Asked) -> str:
    """The whole plan; long sections are cut unless all is asked for."""
    paint = click.style if asked.color else _plain
    kind, sentence = verdict(plan)
    lines = [
        f"{paint(terminal(sentence), fg=_COLORS[kind], bold=True)} {terminal(totals(plan))}",
        paint(terminal(f"{states(plan)}  {plan.digest}"), dim=True),
    ]
    for section in outline(plan):
        lines += ["", *_section(section, paint, verbose=asked.verbose)]
    if plan.known:
        lines += ["", f"Problems that were there before: {len(plan.known)} (tenantry validate shows them)"]
    return "".join(f"{line}\n" for line in lines)


def _section(section: Section, paint: Paint, *, verbose: bool) -> Iterator[str]:
    yield paint(section.title, bold=True)
    shown = section.items if verbose else section.items[:_FEW]
    for item in shown:
        yield from _item(item, paint, verbose=verbose)
    if len(shown) < len(section.items):
        yield f"  … and {len(section.items) - len(shown)} more (-v shows all)"


def _item(item: Item, paint: Paint, *, verbose: bool) -> Iterator[str]:
    # there is always a sign: a line must not begin with a text of the repository, which a CI runner might obey
    sign = paint(item.sign, fg=_SIGNS[item.sign], bold=True) if item.sign else "·"
    yield f"  {sign} {terminal(item.text)}"
    if item.place is not None:
        place = f"{item.place.path}:{item.place.line}:{item.place.column}"
        yield f"      {paint(terminal(place), dim=True)}"
    for note in item.notes:
        yield f"      {terminal(note)}"
    if item.tenants:
        yield f"      {paint('tenants:', fg='cyan')} {_named(item.tenants, verbose=verbose)}"


def _named(tenants: tuple[str, ...], *, verbose: bool) -> str:
    shown = tenants if verbose else tenants[:TENANTS]
    more = f", and {len(tenants) - len(shown)} more" if len(shown) < len(tenants) else ""
    return ", ".join(map(terminal, shown)) + more


def _plain(text: str, **style: Any) -> str:
    del style
    return text
