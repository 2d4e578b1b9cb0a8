"""Problems as values: one place, one stable code, one message in the users' words."""

from tenantry.diagnostics.code import Code, Severity
from tenantry.diagnostics.diagnostic import Diagnostic, Related, nearest

__all__ = ["Code", "Diagnostic", "Related", "Severity", "nearest"]
