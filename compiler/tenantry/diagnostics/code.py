"""What a diagnostic code is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error stops the compile; a warning does not, unless `--strict` asks for it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of problem. `id` and `name` are stable and never used again for another kind."""

    id: str
    name: str
    severity: Severity = Severity.ERROR
