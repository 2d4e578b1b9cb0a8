"""Declarations → Installations: every tenant on its own, so that a broken one hides no other."""

from tenantry.resolve.against import Trial, against
from tenantry.resolve.installation import resolve

__all__ = ["Trial", "against", "resolve"]
