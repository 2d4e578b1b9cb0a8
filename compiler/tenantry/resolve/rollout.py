"""Pass: a channel on the move, wave by wave (CONTRACT §2.5). Pure: no clock takes part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256

from tenantry.model.declared import Declared, RolloutFile, Wave
from tenantry.model.resolved import Origin
from tenantry.resolve.choice import Chosen
from tenantry.resolve.scope import Scope


def rollout(scope: Scope, chosen: Chosen, tenant: str, labels: Mapping[str, str]) -> Chosen:
    """What the channel means for this tenant while a rollout of it is under way: `to` if a wave up to `reached`
    selects the tenant, else `from`."""
    moving = _moving(scope, chosen)
    if moving is None:
        return chosen
    file = moving.model
    for wave in reached_waves(file):
        if selects(wave, tenant=tenant, labels=labels, release=file.to):
            return Chosen(version=file.to, channel=chosen.channel, wave=wave.name)
    return Chosen(version=file.from_, channel=chosen.channel)


def rollout_places(scope: Scope, chosen: Chosen) -> Iterator[Origin]:
    """The places of a rollout that led to the release, the last step first; none where the channel is at rest."""
    moving = _moving(scope, chosen)
    if moving is None:
        return
    file, document = moving.model, moving.document
    if chosen.wave is None:
        yield Origin(document.at("from"), f"rollout of channel {chosen.channel}: no wave has reached the tenant")
    else:
        index = [wave.name for wave in file.waves].index(chosen.wave)
        yield Origin(document.at("to"), f"rollout of channel {chosen.channel}")
        yield Origin(document.at("waves", index), f"wave {chosen.wave} selects the tenant")
    if file.reached:
        yield Origin(document.at("reached"), "waves are let through up to here")


def _moving(scope: Scope, chosen: Chosen) -> Declared[RolloutFile] | None:
    """The rollout of the channel by which the release was chosen."""
    return scope.rollouts.get(chosen.channel or "") if chosen.channel in scope.integration.model.channels else None


def reached_waves(file: RolloutFile) -> list[Wave]:
    """The waves that were let through, first to last."""
    names = [wave.name for wave in file.waves]
    return file.waves[: names.index(file.reached) + 1] if file.reached in names else []


def selects(wave: Wave, *, tenant: str, labels: Mapping[str, str], release: str) -> bool:
    """Whether the wave takes the tenant: by all its labels, or by `share` below its percentage."""
    if wave.select is not None:
        return all(labels.get(key) == value for key, value in wave.select.items())
    return wave.percent is not None and share(tenant, release) < wave.percent


def share(tenant: str, release: str) -> float:
    """A stable place of the tenant in [0, 100) for this release: it depends on no other tenant, and another release
    orders the tenants anew, so that the same ones are not always first."""
    digest = sha256(f"tenantry/1:wave:{tenant}:{release}".encode()).digest()
    return int.from_bytes(digest[:8], "big") * 100 / 2**64
