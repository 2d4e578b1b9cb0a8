"""Documents → Declarations: every file as a model of its own kind, what is broken left out and reported."""

from tenantry.declare.repository import declare

__all__ = ["declare"]
