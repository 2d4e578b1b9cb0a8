"""Inline ignores: `# tenantry: ignore[TN412] reason`, found only where YAML sees a comment."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any, Final

from tenantry.model.document import Ignore, Span
from tenantry.yaml.text import Lines

_IGNORE: Final = re.compile(
    r"(?:(?<=\s)|^)#[ \t]*tenantry:[ \t]*ignore\b(?:\[([^\]\n]*)\])?[ \t]*([^\r\n]*)", re.MULTILINE
)


def ignores(path: str, text: str) -> tuple[Ignore, ...]:
    """The ignores of a text that parses; one without codes has none, and is reported as unused."""
    if "tenantry:" not in text:
        return ()
    candidates = list(_IGNORE.finditer(text))
    if not candidates:
        return ()
    starts, ends = _scalars(text)
    lines = Lines(text)
    found = []
    for match in candidates:
        before = bisect_right(starts, match.start())
        if not before or ends[before - 1] <= match.start():
            codes = tuple(code.strip() for code in (match.group(1) or "").split(",") if code.strip())
            line, column = lines.of(match.start())
            span = Span(path, line, column, line, column + len(match.group().rstrip()))
            found.append(Ignore(codes=codes, reason=match.group(2).strip(), span=span))
    return tuple(found)


def _scalars(text: str) -> tuple[list[int], list[int]]:
    """Where scalars start and end, in their order."""
    from yaml.events import ScalarEvent  # noqa: PLC0415  few files have ignores, and PyYAML takes long to load

    from tenantry.yaml.build import events  # noqa: PLC0415

    scalars: list[Any] = [event for event in events(text) if isinstance(event, ScalarEvent)]
    return [scalar.start_mark.index for scalar in scalars], [scalar.end_mark.index for scalar in scalars]
