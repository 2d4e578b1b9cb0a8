"""What a plan looks like: one module per format, each a pure function from the plan to text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Final

from tenantry.model.change import Plan
from tenantry.report.plan.asked import MAX_BYTES, Asked

__all__ = ["FORMATS", "MAX_BYTES", "Asked"]

Format = Callable[[Plan, Asked], str]


def _in(module: str, name: str) -> Format:
    """The function of that name, imported when a plan is written: a run writes one format."""

    def write(plan: Plan, asked: Asked) -> str:
        written: str = getattr(import_module(f"tenantry.report.plan.{module}"), name)(plan, asked)
        return written

    return write


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        "text": _in("text", "text_plan"),
        "json": _in("json", "json_plan"),
        "markdown": _in("markdown", "markdown_plan"),
        "html": _in("html", "html_plan"),
    }
)
