"""What is said in the end of all that was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from tenantry.diagnostics.diagnostic import Diagnostic
from tenantry.diagnostics.policy import apply_policy
from tenantry.model.document import Document


def told(
    found: Iterable[Diagnostic], *, settings: Document | None, documents: Mapping[str, Document]
) -> list[Diagnostic]:
    """Equal problems as one, and the policy of the repository applied: `settings` is its tenantry.yaml, `documents` are
    at least those with ignores."""
    return apply_policy(_merged(found), settings=settings, documents=documents)


def _merged(problems: Iterable[Diagnostic]) -> list[Diagnostic]:
    """One diagnostic for all tenants that one place affects, in the order of their places."""
    gathered: dict[tuple[object, ...], Diagnostic] = {}
    tenants: dict[tuple[object, ...], set[str]] = {}
    for problem in problems:
        key = (problem.code, problem.span, problem.message, problem.help, problem.related)
        gathered.setdefault(key, problem)
        tenants.setdefault(key, set()).update(problem.tenants)
    return sorted(
        (replace(problem, tenants=tuple(sorted(tenants[key]))) for key, problem in gathered.items()),
        key=lambda problem: problem.sort_key,
    )
