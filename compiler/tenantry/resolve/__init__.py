"""Declarations → Installations: every tenant on its own, so that a broken one hides no other."""

from tenantry.resolve.installation import resolve

__all__ = ["resolve"]
