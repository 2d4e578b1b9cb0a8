"""The page of a code: what, why, an example that fails, one that passes, how to fix. Its examples are run as tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from tenantry.diagnostics.code import Code

_FENCE: Final = re.compile(r"^(`{3,})([^\n`]*)\n(.*?)^\1[ \t]*$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A fenced example: a file to lay over the base repository, a shell script, or expected output (no path)."""

    language: str
    path: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as it is shipped, its parts as single lines, and its examples; `base` is what they start from, where
    a code judges a change."""

    text: str
    title: str
    what: str
    why: str
    fix: str
    fails: tuple[Block, ...]
    passes: tuple[Block, ...]
    base: tuple[Block, ...] = ()


def read_page(code: Code) -> Page:
    """The page of a code; FileNotFoundError where it has none, which the tests forbid."""
    return parse_page(files("tenantry.diagnostics").joinpath("pages", f"{code.id}.md").read_text(encoding="utf-8"))


def parse_page(text: str) -> Page:
    """A page from its Markdown."""
    title = text.split("\n", 1)[0].removeprefix("# ").strip()
    return Page(
        text=text,
        title=title,
        what=_part(text, r"^What: (.*?)\n\n"),
        why=_part(text, r"^Why: (.*?)\n\n"),
        fix=_part(text, r"^## Fix\n(.*?)(?=^## |\Z)"),
        fails=tuple(_blocks(text, "Fails")),
        passes=tuple(_blocks(text, "Passes")),
        base=tuple(_blocks(text, "Base")),
    )


def _part(text: str, pattern: str) -> str:
    found = re.search(pattern, text, re.MULTILINE | re.DOTALL)
    return " ".join(found.group(1).split()) if found else ""


def _blocks(text: str, heading: str) -> Iterator[Block]:
    found = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    for fence in _FENCE.finditer(found.group(1) if found else ""):
        language, _, path = fence.group(2).strip().partition(" ")
        yield Block(language=language, path=path.strip(), content=fence.group(3))
