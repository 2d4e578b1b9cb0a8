"""What others did to a published branch, as diagnostics."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tenantry.diagnostics import Diagnostic, Severity, codes
from tenantry.model.document import Span

_SAID: Final = {
    "unexpected": "is not ours; publishing removes it from the branch, its history keeps it",
    "differs": "was edited on the branch; publishing restores it",
    "missing": "was removed from the branch; publishing restores it",
}


def drift(lines: Iterable[str], *, branch: str, raised: Severity | None = None) -> list[Diagnostic]:
    """One warning for each line of `differences`, or what the repository's settings made of it. Paths are those on the
    branch."""
    found: list[Diagnostic] = []
    for line in lines:
        kind, _, path = line.partition(": ")
        found.append(
            Diagnostic(
                code=codes.PUBLISHED_DRIFT,
                message=f"'{path}' {_SAID[kind]}",
                span=Span(path),
                raised=raised,
                help=f"change the config repository, never the branch '{branch}'",
            )
        )
    return found
