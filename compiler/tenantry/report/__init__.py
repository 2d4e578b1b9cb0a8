"""What the tool shows: one module per format, each a pure function from values to text."""

from tenantry.report.formats import FORMATS
from tenantry.report.report import Report

__all__ = ["FORMATS", "Report"]
