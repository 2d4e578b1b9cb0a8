"""Problems that another one already tells, and tells more of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tenantry.diagnostics import codes
from tenantry.diagnostics.code import Code
from tenantry.diagnostics.diagnostic import Diagnostic

_BY: Final = {codes.TIME_IN_CLOCK_CHANGE: codes.CLOCK_CHANGE}
"""Code → the code beside which it is silent for the same tenant."""


def without_superseded(problems: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The problems, each left out whose tenants all have one that says more."""
    told = {(problem.code, tenant) for problem in problems for tenant in problem.tenants}
    return [problem for problem in problems if not _told(problem, told)]


def _told(problem: Diagnostic, told: set[tuple[Code, str]]) -> bool:
    by = _BY.get(problem.code)
    return by is not None and all((by, tenant) in told for tenant in problem.tenants)
