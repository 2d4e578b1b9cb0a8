"""Problems that another state does not have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tenantry.diagnostics.diagnostic import Diagnostic


def only_new(after: Iterable[Diagnostic], before: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics of `after` that `before` has not, in their order. One is the same as another if code, file and
    message are, wherever in the file it stands and however many tenants it affects; of three equal ones where there
    were two, the last is new."""
    known = Counter(_identity(problem) for problem in before)
    new = []
    for problem in after:
        key = _identity(problem)
        if known[key]:
            known[key] -= 1
        else:
            new.append(problem)
    return new


def _identity(problem: Diagnostic) -> tuple[str, str, str, str]:
    return (problem.code.id, problem.severity.value, problem.span.path, problem.message)
