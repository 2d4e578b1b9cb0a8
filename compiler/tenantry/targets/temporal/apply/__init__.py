"""`tenantry apply temporal`: a server's schedules become what is rendered."""

from tenantry.targets.temporal.apply.connection import connect

__all__ = ["connect"]
