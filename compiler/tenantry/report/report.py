"""What there is to report after a validation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tenantry.diagnostics import Diagnostic, Severity
from tenantry.model.document import Span
from tenantry.report.escape import terminal

SourceLine = Callable[[str, int], str | None]
"""A line of a file by path and number (from 1), or None where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Diagnostics in their order, and the counts of what was checked. `secrets` are the places of plain secrets, also
    of those that are not among the diagnostics shown: no line is shown with one in it."""

    diagnostics: Sequence[Diagnostic]
    tenants: int
    integrations: int
    files: int
    source_line: SourceLine = field(repr=False)
    secrets: Sequence[Span] = ()

    @property
    def errors(self) -> int:
        """How many of the diagnostics are errors."""
        return sum(problem.severity is Severity.ERROR for problem in self.diagnostics)

    @property
    def warnings(self) -> int:
        """How many of the diagnostics are warnings."""
        return len(self.diagnostics) - self.errors


def sentence(problem: Diagnostic) -> str:
    """What is wrong and how to mend it, in one line for people."""
    return terminal(problem.message + (f" ({problem.help})" if problem.help else ""))
