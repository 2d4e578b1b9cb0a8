"""What makes a problem the same one after other lines of its file have moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256

from tenantry.diagnostics import Diagnostic


def identity(problem: Diagnostic) -> tuple[str, str, str]:
    """Code, file and message; places take no part."""
    return (problem.code.id, problem.span.path, problem.message)


def fingerprints(diagnostics: Sequence[Diagnostic]) -> Iterator[str]:
    """A stable, unique fingerprint for each: equal problems of one file are numbered."""
    seen: dict[tuple[str, str, str], int] = {}
    for problem in diagnostics:
        key = identity(problem)
        seen[key] = seen.get(key, 0) + 1
        text = "\0".join((*key, str(seen[key])))
        yield sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
