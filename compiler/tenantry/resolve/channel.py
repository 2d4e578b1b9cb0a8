"""Pass: a channel's name to the release that it points to."""

from __future__ import annotations

from tenantry.diagnostics import Diagnostic, Related, codes, nearest
from tenantry.model.document import Span
from tenantry.model.resolved import Origin
from tenantry.resolve.choice import Chosen
from tenantry.resolve.scope import Scope

LATEST = "latest"
DEFAULT = "default"


def channel(scope: Scope, name: str, asked: Origin | None, where: Span) -> tuple[Chosen | None, list[Diagnostic]]:
    """The release that the channel points to. `asked` is the place that names the channel, None for `default` by rule;
    `where` is where a problem with it is shown."""
    document = scope.integration.document
    chain = (asked,) if asked else ()
    if name == LATEST:
        return _latest(scope, chain, where)
    version = scope.integration.model.channels.get(name)
    if version is None:
        known = [*scope.integration.model.channels, LATEST]
        return None, [
            Diagnostic(
                code=codes.UNKNOWN_CHANNEL,
                message=f"{scope.name} declares no channel '{name}'",
                span=where,
                help=nearest(name, known),
                related=(Related("channels are declared here", document.key("channels")),),
            )
        ]
    declared = Origin(span=document.at("channels", name), note=f"channel {name} of {scope.name}")
    return Chosen(version=version, channel=name, origins=(declared, *chain)), []


def _latest(scope: Scope, chain: tuple[Origin, ...], where: Span) -> tuple[Chosen | None, list[Diagnostic]]:
    if scope.latest is not None:
        built = scope.releases[scope.latest].file.document.at("built_at")
        newest = Origin(span=built, note=f"the newest release of {scope.name} that is not yanked")
        return Chosen(version=scope.latest, channel=LATEST, origins=(newest, *chain)), []
    if scope.broken:
        return None, []
    message = f"{scope.name} has no release that `latest` could mean"
    return None, [Diagnostic(code=codes.NO_RELEASE, message=message, span=where, help="add a release, or pin one")]
