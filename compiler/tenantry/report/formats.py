"""The formats of `validate`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, Protocol

from tenantry.report.github import github
from tenantry.report.gitlab import gitlab
from tenantry.report.json import json_report
from tenantry.report.junit import junit
from tenantry.report.report import Report
from tenantry.report.sarif import sarif
from tenantry.report.text import text


class Format(Protocol):
    """Writes a report; only text knows colours."""

    def __call__(self, report: Report, *, color: bool = False) -> str:
        """The whole output."""


def _plain(write: Callable[[Report], str]) -> Format:
    def plain(report: Report, *, color: bool = False) -> str:
        del color
        return write(report)

    return plain


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        "text": text,
        "json": _plain(json_report),
        "github": _plain(github),
        "sarif": _plain(sarif),
        "gitlab": _plain(gitlab),
        "junit": _plain(junit),
    }
)
