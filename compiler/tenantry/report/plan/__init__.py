"""What a plan looks like: one module per format, each a pure function from the plan to text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from tenantry.model.change import Plan
from tenantry.report.plan.asked import MAX_BYTES, Asked
from tenantry.report.plan.html import html_plan
from tenantry.report.plan.json import json_plan
from tenantry.report.plan.markdown import markdown_plan
from tenantry.report.plan.text import text_plan

__all__ = ["FORMATS", "MAX_BYTES", "Asked"]

FORMATS: Final[Mapping[str, Callable[[Plan, Asked], str]]] = MappingProxyType(
    {"text": text_plan, "json": json_plan, "markdown": markdown_plan, "html": html_plan}
)
