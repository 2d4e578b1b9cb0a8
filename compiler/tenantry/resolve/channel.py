"""Pass: a channel's name to the release that it points to."""

from __future__ import annotations

from collections.abc import Callable

from tenantry.diagnostics import Diagnostic, Related, codes, nearest
from tenantry.model.document import Span
from tenantry.model.resolved import Origin
from tenantry.resolve.choice import Chosen
from tenantry.resolve.scope import Scope

LATEST = "latest"
DEFAULT = "default"


def channel(scope: Scope, name: str, where: Callable[[], Span]) -> tuple[Chosen | None, list[Diagnostic]]:
    """The release that the channel points to; `where` finds the place at which a problem with it is shown."""
    if name == LATEST:
        return _latest(scope, where)
    version = scope.integration.model.channels.get(name)
    if version is None:
        known = [*scope.integration.model.channels, LATEST]
        return None, [
            Diagnostic(
                code=codes.UNKNOWN_CHANNEL,
                message=f"{scope.name} declares no channel '{name}'",
                span=where(),
                help=nearest(name, known),
                related=(Related("channels are declared here", scope.integration.document.key("channels")),),
            )
        ]
    return Chosen(version=version, channel=name), []


def _latest(scope: Scope, where: Callable[[], Span]) -> tuple[Chosen | None, list[Diagnostic]]:
    if scope.latest is not None:
        return Chosen(version=scope.latest, channel=LATEST), []
    if scope.broken:
        return None, []
    message = f"{scope.name} has no release that `latest` could mean"
    return None, [Diagnostic(code=codes.NO_RELEASE, message=message, span=where(), help="add a release, or pin one")]


def channel_place(scope: Scope, name: str) -> Origin:
    """The place that makes the channel point to its release."""
    if name == LATEST and scope.latest is not None:
        built = scope.releases[scope.latest].file.document.at("built_at")
        return Origin(built, f"the newest release of {scope.name} that is not yanked")
    return Origin(scope.integration.document.at("channels", name), f"channel {name} of {scope.name}")
