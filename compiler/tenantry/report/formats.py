"""The formats of `validate`."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Final, Protocol

from tenantry.report.report import Report


class Format(Protocol):
    """Writes a report; only text knows colours."""

    def __call__(self, report: Report, *, color: bool = False) -> str:
        """The whole output."""


def _in(module: str, name: str, *, colors: bool = False) -> Format:
    """The function of that name, imported when a report is written: a run writes one format."""

    def write(report: Report, *, color: bool = False) -> str:
        function = getattr(import_module(f"tenantry.report.{module}"), name)
        written: str = function(report, color=color) if colors else function(report)
        return written

    return write


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        "text": _in("text", "text", colors=True),
        "json": _in("json", "json_report"),
        "github": _in("github", "github"),
        "sarif": _in("sarif", "sarif"),
        "gitlab": _in("gitlab", "gitlab"),
        "junit": _in("junit", "junit"),
    }
)
