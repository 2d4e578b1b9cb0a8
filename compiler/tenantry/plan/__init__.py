"""The sorted difference between two compiled states, and whether it may pass."""

from tenantry.plan.plan import joined, plan
from tenantry.plan.portion import Portion, portion
from tenantry.plan.what_if import what_if

__all__ = ["Portion", "joined", "plan", "portion", "what_if"]
