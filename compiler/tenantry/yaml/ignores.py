"""Inline ignores: `# tenantry: ignore[TN412] reason`, found only where YAML sees a comment."""

from __future__ import annotations

import re
from typing import Any, Final

from yaml.events import ScalarEvent

from tenantry.model.document import Ignore, Span
from tenantry.yaml.build import events

_IGNORE: Final = re.compile(
    r"(?:(?<=\s)|^)#[ \t]*tenantry:[ \t]*ignore\b(?:\[([^\]\n]*)\])?[ \t]*([^\r\n]*)", re.MULTILINE
)


def ignores(path: str, text: str) -> tuple[Ignore, ...]:
    """The ignores of a text that parses; one without codes has none, and is reported as unused."""
    if "tenantry:" not in text:
        return ()
    candidates = list(_IGNORE.finditer(text))
    inside = _scalars(text) if candidates else []
    found = []
    for match in candidates:
        if not any(start <= match.start() < end for start, end in inside):
            codes = tuple(code.strip() for code in (match.group(1) or "").split(",") if code.strip())
            found.append(Ignore(codes=codes, reason=match.group(2).strip(), span=_span(path, text, match)))
    return tuple(found)


def _scalars(text: str) -> list[tuple[int, int]]:
    scalars: list[Any] = [event for event in events(text) if isinstance(event, ScalarEvent)]
    return [(scalar.start_mark.index, scalar.end_mark.index) for scalar in scalars]


def _span(path: str, text: str, match: re.Match[str]) -> Span:
    line = text.count("\n", 0, match.start()) + 1
    column = match.start() - text.rfind("\n", 0, match.start())
    return Span(path, line, column, line, column + len(match.group().rstrip()))
