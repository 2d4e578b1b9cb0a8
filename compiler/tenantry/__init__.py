"""tenantry: a GitOps configuration compiler for multi-tenant integrations."""

__version__ = "0.1.0"
