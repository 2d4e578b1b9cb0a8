"""What an integration and its rollouts refer to: releases, channels and waves that must be there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tenantry.diagnostics import Diagnostic, Related, codes, nearest
from tenantry.model.declared import Declared, RolloutFile, Status, Wave
from tenantry.model.document import Document, KeyPath, Span
from tenantry.resolve.channel import LATEST
from tenantry.resolve.choice import Chosen
from tenantry.resolve.scope import Scope

_COMES: Final = "the rollout comes from"
_GOES: Final = "the rollout goes to"


def references(scope: Scope) -> Iterator[Diagnostic]:
    """Every dangling name in integration.yaml, the rollouts and the releases of one integration."""
    document = scope.integration.document
    for name, version in scope.integration.model.channels.items():
        if name == LATEST:
            yield Diagnostic(
                code=codes.LATEST_DECLARED,
                message="`latest` is always the newest release that is not yanked; it cannot be declared",
                span=document.key("channels", name),
                help="remove it, or give the channel another name",
            )
        yield from release_problems(scope, version, document.at("channels", name), f"channel '{name}' points to")
    yield from _waves(scope.integration.model.waves, document, ("waves",))
    for name, rollout in sorted(scope.rollouts.items()):
        yield from _rollout(scope, name, rollout)
    yield from _connectors(scope)


def chosen_problems(scope: Scope, chosen: Chosen, span: Span) -> Iterator[Diagnostic]:
    """What `references` says about the release that a tenant came to by a channel, to be told with the tenant."""
    if chosen.pin is None and chosen.channel in scope.integration.model.channels:
        who = f"channel '{chosen.channel}' points to"
        if chosen.channel in scope.rollouts:
            who = _GOES if chosen.wave else _COMES
        yield from release_problems(scope, chosen.version, span, who)


def release_problems(scope: Scope, version: str, span: Span, who: str) -> Iterator[Diagnostic]:
    """What keeps a release from being used where `who` names it."""
    release = scope.releases.get(version)
    if release is None:
        if not scope.knows(version):
            yield Diagnostic(
                code=codes.UNKNOWN_RELEASE,
                message=f"{who} release '{version}', which {scope.name} has not",
                span=span,
                help=nearest(version, scope.releases),
            )
    elif release.file.model.status is Status.YANKED:
        yield Diagnostic(
            code=codes.YANKED_RELEASE,
            message=f"{who} release {version}, which is yanked: {release.file.model.reason}",
            span=span,
            help="point it to another release",
            related=(Related("yanked here", release.file.document.at("status")),),
        )


def _rollout(scope: Scope, channel: str, rollout: Declared[RolloutFile]) -> Iterator[Diagnostic]:
    file, document = rollout.model, rollout.document
    channels = scope.integration.model.channels
    if channel not in channels:
        yield Diagnostic(
            code=codes.ROLLOUT_WITHOUT_CHANNEL,
            message=f"{scope.name} declares no channel '{channel}' that could be rolled out",
            span=Span(document.path),
            help=nearest(channel, channels),
            related=(Related("channels are declared here", scope.integration.document.key("channels")),),
        )
    yield from release_problems(scope, file.from_, document.at("from"), _COMES)
    yield from release_problems(scope, file.to, document.at("to"), _GOES)
    if file.from_ == file.to:
        yield Diagnostic(
            code=codes.ROLLOUT_GOES_NOWHERE,
            message="the rollout goes to the release that it comes from",
            span=document.at("to"),
            help="name another release in `to`, or remove the file",
        )
    yield from _waves(file.waves, document, ("waves",))
    names = [wave.name for wave in file.waves]
    if file.reached is not None and file.reached not in names:
        yield Diagnostic(
            code=codes.UNKNOWN_WAVE,
            message=f"there is no wave '{file.reached}' in this rollout",
            span=document.at("reached"),
            help=nearest(file.reached, names),
        )


def _waves(waves: list[Wave], document: Document, keys: KeyPath) -> Iterator[Diagnostic]:
    first: dict[str, int] = {}
    for index, wave in enumerate(waves):
        if first.setdefault(wave.name, index) != index:
            yield Diagnostic(
                code=codes.DUPLICATE_WAVE,
                message=f"there are two waves '{wave.name}'",
                span=document.at(*keys, index, "name"),
                help="give each wave a name of its own",
                related=(Related("the first is here", document.at(*keys, first[wave.name], "name")),),
            )


def _connectors(scope: Scope) -> Iterator[Diagnostic]:
    known = scope.integration.model.connectors
    for _, release in sorted(scope.releases.items()):
        for index, name in enumerate(release.manifest.connectors or ()):
            if name not in known:
                yield Diagnostic(
                    code=codes.UNDECLARED_CONNECTOR,
                    message=f"the release talks to '{name}', which is no connector of {scope.name}",
                    span=release.manifest.connector_place(index),
                    help=nearest(name, known) or f"declare '{name}' under `connectors` of integration.yaml",
                    related=(Related("connectors are declared here", scope.integration.document.key("connectors")),),
                )
