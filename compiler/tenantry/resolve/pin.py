"""Pass: a tenant's own fixed release. It beats the channel, and no rollout moves it."""

from __future__ import annotations

from tenantry.diagnostics import Diagnostic, codes, nearest
from tenantry.model.declared import ReleaseChoice, Status
from tenantry.model.resolved import Pin
from tenantry.resolve.choice import Chosen
from tenantry.resolve.scope import Scope
from tenantry.resolve.sourced import Sourced


def pin(scope: Scope, source: Sourced[ReleaseChoice]) -> tuple[Chosen | None, list[Diagnostic]]:
    """The release that a layer's pin names."""
    choice = source.value
    version = choice.pin or ""
    if version not in scope.releases:
        if scope.knows(version):
            return None, []
        return None, [
            Diagnostic(
                code=codes.UNKNOWN_RELEASE,
                message=f"{scope.name} has no release '{version}'",
                span=source.document.at("release", "pin"),
                help=nearest(version, scope.releases),
            )
        ]
    release = scope.releases[version].file
    if release.model.status is Status.YANKED:
        message = f"the pin holds release {version}, which is yanked: {release.model.reason}"
        return None, [
            Diagnostic(
                code=codes.YANKED_RELEASE,
                message=message,
                span=source.document.at("release", "pin"),
                help="pin another release, or use a channel",
            )
        ]
    why = Pin(reason=choice.reason, owner=choice.owner, until=choice.until)
    return Chosen(version=version, pin=why), []
