"""What can be said of a rule before it is asked of a tenant: names and fields that there are not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tenantry.diagnostics import nearest

_TEXT: Final = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
_CHAIN: Final = re.compile(r"(?<![\w.])tenant((?:\s*\.\s*[A-Za-z_]\w*)+)(\s*\()?")
_NAME: Final = re.compile(r"[A-Za-z_]\w*")
_BOUND: Final = re.compile(r"\.\s*(?:all|exists|exists_one|filter|map)\s*\(\s*([A-Za-z_]\w*)\s*,")
_RELEASE: Final = "version channel pin commit image base build run wave reason owner until"
_FIELDS: Final[Mapping[str, frozenset[str] | None]] = {
    "id": frozenset(),
    "paused": frozenset(),
    "version": frozenset(),
    "timeout_seconds": frozenset(),
    "groups": frozenset(),
    "release": frozenset(_RELEASE.split()),
    "schedule": frozenset(("cron", "timezone", "days", "paused", "source")),
    "tenant": frozenset(("id", "name", "integration", "labels")),
    **dict.fromkeys(("labels", "configs", "connections", "metadata", "env", "secrets")),
}
"""The fields of an installation as rules see it (model/view.py); None where the names below are the users' own."""


_TENANT: Final = re.compile(r"\btenant\b(?:\s*\.\s*([A-Za-z_]\w*))?")


def fields_asked(texts: Iterable[str]) -> frozenset[str] | None:
    """The fields of `tenant` that expressions can come to read; None where that may be any, as in `tenant == x`.

    A word in a text counts as well: asking for too much costs time and changes no answer.
    """
    found = [match.group(1) for text in texts for match in _TENANT.finditer(text)]
    return None if None in found else frozenset(found)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where in the expression, and what was likely meant."""

    start: int
    end: int
    message: str
    help: str | None


def faults(text: str, variables: Iterable[str]) -> Iterator[Fault]:
    """The names that an expression uses and nobody knows; `variables` are the free names that its parser found."""
    bare = _TEXT.sub(lambda found: " " * len(found.group()), text)
    known = {"tenant", *_BOUND.findall(bare)}
    for name in sorted(set(variables) - known):
        found = re.search(rf"(?<![\w.]){re.escape(name)}\b", bare)
        start = found.start() if found else 0
        hint = nearest(name, ["tenant"])
        yield Fault(start, start + len(name), f"there is no '{name}' here; rules are asked about `tenant`", hint)
    for chain in _CHAIN.finditer(bare):
        yield from _unknown(chain)


def _unknown(chain: re.Match[str]) -> Iterator[Fault]:
    names = list(_NAME.finditer(chain.string, *chain.span(1)))
    if chain.group(2):  # the last one is called, so it is no field
        names.pop()
    known: Iterable[str] | None = _FIELDS
    path = "tenant"
    for found in names[:2]:
        name = found.group()
        if known is None:
            return
        if name not in known:
            what = f"`{path}` has no field '{name}'" if known else f"`{path}` has no fields"
            yield Fault(found.start(), found.end(), what, nearest(name, known))
            return
        known = _FIELDS[name] if path == "tenant" else None
        path = f"{path}.{name}"
