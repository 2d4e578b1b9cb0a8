"""A plan as a comment of a pull request: verdict and totals first, details folded, never over a number of bytes.

Whatever stands in the repository is shown inside `<code>`, with every character that could be markup written as a
reference: forges take no mention, issue number or address out of code, and no text can close it or begin a comment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from tenantry.model.change import Plan
from tenantry.report.escape import code
from tenantry.report.plan.asked import Asked
from tenantry.report.plan.outline import Item, Section, outline, states, totals, verdict

MARK: Final = "<!-- tenantry plan -->"
"""The first line, by which the job that writes the comment finds its own. No text of a repository can hold it."""
_SIGNS: Final = {"error": "❌", "refused": "⛔", "changes": "✅", "nothing": "✅"}
_FOLDED: Final = 10
"""Items from which on a section is folded."""
_NAMED: Final = 5
"""Tenants that are named with an item; the others stand in a folded list, if there is room."""
_CLOSING: Final = 400
"""Bytes that are kept for what closes the comment and says what is left out."""
_LONGEST: Final = 600
"""Characters of one text."""


@dataclass(slots=True)
class Page:
    """Parts that are added as long as there is room; `left` counts the items that found none."""

    room: int
    parts: list[str] = field(default_factory=list)
    left: int = 0

    def add(self, part: str, *, closing: str = "") -> bool:
        """Adds a part if it and what closes it find room."""
        size = len(part.encode())
        if size + len(closing.encode()) > self.room:
            return False
        self.parts.append(part)
        self.room -= size
        return True


def markdown_plan(plan: Plan, asked: Asked) -> str:
    """The whole comment, at most `asked.max_bytes` bytes."""
    page = Page(room=asked.max_bytes - _CLOSING)
    kind, sentence = verdict(plan)
    page.add(f"{MARK}\n### {_SIGNS[kind]} {sentence}\n\n{totals(plan)}\n")
    page.add(f"\nPlan {in_code(plan.digest)}\n")
    page.add(f"\n{in_code(states(plan))}\n")
    sections = outline(plan)
    for section in sections:
        _write(page, section)
    if plan.known:
        page.add(f"\nProblems that were there before: {len(plan.known)}.\n")
    for section in sections:
        _names(page, section)
    if page.left:
        page.parts.append(f"\n**{page.left} more items found no room here.** `tenantry plan` shows them all.\n")
    return "".join(page.parts)


def _write(page: Page, section: Section) -> None:
    folded = not section.open or len(section.items) > _FOLDED
    title = section.title
    opening = f"\n<details><summary>{title} ({len(section.items)})</summary>\n\n" if folded else f"\n**{title}**\n\n"
    closing = "\n</details>\n" if folded else ""
    lines = [_item(item) for item in section.items]
    if not page.add(opening, closing=lines[0] + closing):
        page.left += len(lines)
        return
    fit = sum(1 for _ in _fitting(page, lines, closing))
    page.left += len(lines) - fit
    page.add(closing)


def _fitting(page: Page, lines: list[str], closing: str) -> Iterator[str]:
    for line in lines:
        if not page.add(line, closing=closing):
            return
        yield line


def _item(item: Item) -> str:
    """One entry of a list. What belongs to it is on the same line, so that nothing can break out of it."""
    parts = [in_code(f"{item.sign} {item.text}".strip())]
    if item.place is not None:
        parts.append(f"at {in_code(f'{item.place.path}:{item.place.line}:{item.place.column}')}")
    parts += [in_code(note) for note in item.notes]
    if item.tenants:
        more = f" and {len(item.tenants) - _NAMED} more" if len(item.tenants) > _NAMED else ""
        parts.append("tenants: " + ", ".join(map(in_code, item.tenants[:_NAMED])) + more)
    return "- " + "<br>".join(parts) + "\n"


def _names(page: Page, section: Section) -> None:
    """All tenants of the items that name only some, as far as there is room."""
    for item in section.items:
        if len(item.tenants) > _NAMED:
            names = ", ".join(map(in_code, item.tenants))
            page.add(f"\n<details><summary>{in_code(item.text)}</summary>\n\n{names}\n\n</details>\n")


def in_code(text: str) -> str:
    """A text as code, cut where it is very long."""
    shown = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    return f"<code>{code(shown)}</code>"
