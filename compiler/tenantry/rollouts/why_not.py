"""Every gate that keeps a tenant from a release, and when it could run it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tenantry.diagnostics import Severity
from tenantry.model.compiled import Compiled
from tenantry.model.declared import Declarations, Release, Status
from tenantry.model.document import Span
from tenantry.model.resolved import Installation
from tenantry.resolve import against
from tenantry.rollouts.opening import Gate, gates
from tenantry.rollouts.progress import Progress, progress
from tenantry.rollouts.simulate import simulate


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusals:
    """Why a tenant does not run a release: closed gates first. `possible` is the first instant at which its channel's
    rollout could bring it there; None where somebody must change something else, or it runs there already."""

    tenant: str
    release: str
    runs: str
    gates: Sequence[Gate]
    possible: datetime | None


def why_not(
    state: Compiled, declarations: Declarations, installation: Installation, version: str, *, as_of: datetime
) -> Refusals:
    """What stands between the tenant and a release of its integration, which must be there."""
    release = declarations.releases[installation.integration][version]
    rollout = _rollout(state, declarations, installation)
    found = [*_release(release, version), *_configs(declarations, installation, version)]
    possible = None
    if installation.release.version != version:
        found += _way(declarations, installation, version, rollout)
        if rollout is not None and rollout.rollout.model.to == version:
            found += gates(rollout, declarations.settings, as_of=as_of)
            if rollout.rollout.model.hold is None and all(gate.open for gate in found if gate.name in _FIRM):
                possible = _brought(rollout, declarations, installation.id, as_of)
    return Refusals(
        tenant=installation.id,
        release=version,
        runs=installation.release.version,
        gates=sorted(found, key=lambda gate: gate.open),
        possible=possible,
    )


_FIRM = ("release", "configs", "pin", "channel")
"""Gates that no time opens."""


def _rollout(state: Compiled, declarations: Declarations, installation: Installation) -> Progress | None:
    channel = installation.release.channel
    if channel is None or channel not in declarations.rollouts.get(installation.integration, {}):
        return None
    return progress(state, declarations, installation.integration, channel)


def _release(release: Release, version: str) -> Iterator[Gate]:
    file = release.file
    status = file.model.status
    says = f"{version} is {status.value}" + (f": {file.model.reason}" if file.model.reason else "")
    yield Gate(name="release", open=status is not Status.YANKED, says=says, place=file.document.at("status"))


def _configs(declarations: Declarations, installation: Installation, version: str) -> Iterator[Gate]:
    """Each problem that the tenant would have on the release."""
    for trial in against(declarations, installation.integration, version, tenants=[installation.id]):
        for problem in trial.problems:
            if problem.severity is Severity.ERROR:
                says = f"{problem.code.id} {problem.message}"
                yield Gate(name="configs", open=False, says=says, place=problem.span)


def _way(
    declarations: Declarations, installation: Installation, version: str, rollout: Progress | None
) -> Iterator[Gate]:
    """The pin or channel that leads elsewhere, or the wave that has not come yet."""
    chosen = installation.release
    place = installation.origins["release"][0].span
    if chosen.pin is not None:
        until = f" until {chosen.pin.until}" if chosen.pin.until else ""
        why = f": {chosen.pin.reason}" if chosen.pin.reason else ""
        yield Gate(name="pin", open=False, says=f"it is pinned to {chosen.version}{until}{why}", place=place)
    elif rollout is not None and rollout.rollout.model.to == version:
        yield _wave(rollout, installation.id)
    else:
        span = declarations.integrations[installation.integration].document.at("channels", chosen.channel or "")
        says = f"its channel {chosen.channel} leads to {chosen.version}"
        yield Gate(name="channel", open=False, says=says, place=span if chosen.channel != "latest" else place)


def _wave(rollout: Progress, tenant: str) -> Gate:
    document = rollout.rollout.document
    for index, each in enumerate(rollout.waves):
        if tenant in each.tenants:
            says = f"it comes with wave {each.wave.name}, which is not let through"
            return Gate(name="wave", open=False, says=says, place=document.at("waves", index))
    says = "no wave selects it: it comes when the rollout is finished"
    return Gate(name="wave", open=False, says=says, place=Span(document.path))


def _brought(rollout: Progress, declarations: Declarations, tenant: str, as_of: datetime) -> datetime | None:
    steps = simulate(rollout, declarations.settings, as_of=as_of)
    return next((event.at for event in steps if tenant in event.tenants), None)
