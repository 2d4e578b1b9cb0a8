"""The sorted difference between two compiled states, and whether it may pass."""

from tenantry.plan.plan import plan
from tenantry.plan.what_if import what_if

__all__ = ["plan", "what_if"]
