"""What Temporal cannot do as declared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tenantry.diagnostics import Diagnostic
from tenantry.targets.target import Work
from tenantry.targets.warnings import clock_changes


def check(work: Work, as_of: datetime) -> Iterator[Diagnostic]:
    """Clock changes on which the server does not keep a fixed time."""
    for installation in work.installations:
        yield from clock_changes(installation, "temporal", "temporal", as_of=as_of)
