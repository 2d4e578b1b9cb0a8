"""Options of the target kubernetes."""

from __future__ import annotations

from tenantry.targets.cluster.options import PodOptions


class Options(PodOptions):
    """How tenants are rendered for Kubernetes."""
