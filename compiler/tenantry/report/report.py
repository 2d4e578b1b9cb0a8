"""What there is to report after a validation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tenantry.diagnostics import Diagnostic, Severity

SourceLine = Callable[[str, int], str | None]
"""A line of a file by path and number (from 1), or None where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Diagnostics in their order, and the counts of what was checked."""

    diagnostics: Sequence[Diagnostic]
    tenants: int
    integrations: int
    files: int
    source_line: SourceLine = field(repr=False)

    @property
    def errors(self) -> int:
        """How many of the diagnostics are errors."""
        return sum(problem.severity is Severity.ERROR for problem in self.diagnostics)

    @property
    def warnings(self) -> int:
        """How many of the diagnostics are warnings."""
        return len(self.diagnostics) - self.errors
