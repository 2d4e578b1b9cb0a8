"""Options of the target argo-workflows."""

from __future__ import annotations

from pydantic import Field

from tenantry.targets.cluster.options import ObjectName, PodOptions


class Options(PodOptions):
    """How tenants are rendered for Argo Workflows."""

    executor_service_account: ObjectName | None = Field(
        default=None,
        description="Service account of Argo's sidecar alone; the run itself then gets no token. "
        "Default: both use that of the pod.",
    )
