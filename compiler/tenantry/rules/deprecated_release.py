"""A tenant runs a release that is deprecated."""

from __future__ import annotations

from collections.abc import Iterator

from tenantry.diagnostics import Diagnostic, Related, codes
from tenantry.model.declared import Status
from tenantry.rules.facts import Facts


def deprecated_release(facts: Facts) -> Iterator[Diagnostic]:
    """Stands where the release is chosen: the pin, the channel or the rollout."""
    for installation in facts.installations:
        release = facts.release(installation).file
        if release.model.status is Status.DEPRECATED:
            yield Diagnostic(
                code=codes.DEPRECATED_RELEASE,
                message=f"release {installation.release.version} is deprecated: {release.model.reason}",
                span=installation.origins["release"][0].span,
                help="move to another release",
                related=(Related("deprecated here", release.document.at("status")),),
                tenants=(installation.id,),
            )
