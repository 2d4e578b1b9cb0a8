"""Pass: a channel on the move, wave by wave (CONTRACT §2.5). Pure: no clock takes part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from tenantry.model.declared import RolloutFile, Wave
from tenantry.model.resolved import Origin
from tenantry.resolve.choice import Chosen
from tenantry.resolve.scope import Scope


def rollout(scope: Scope, chosen: Chosen, tenant: str, labels: Mapping[str, str]) -> Chosen:
    """What the channel means for this tenant while a rollout of it is under way: `to` if a wave up to `reached`
    selects the tenant, else `from`."""
    moving = scope.rollouts.get(chosen.channel or "")
    if moving is None or chosen.channel not in scope.integration.model.channels:
        return chosen
    file, document = moving.model, moving.document
    reached = (Origin(span=document.at("reached"), note="waves are let through up to here"),) if file.reached else ()
    for index, wave in enumerate(reached_waves(file)):
        if selects(wave, tenant=tenant, labels=labels, release=file.to):
            place = Origin(span=document.at("to"), note=f"rollout of channel {chosen.channel}")
            step = Origin(span=document.at("waves", index), note=f"wave {wave.name} selects the tenant")
            return replace(chosen, version=file.to, wave=wave.name, origins=(place, step, *reached, *chosen.origins))
    place = Origin(
        span=document.at("from"), note=f"rollout of channel {chosen.channel}: no wave has reached the tenant"
    )
    return replace(chosen, version=file.from_, origins=(place, *reached, *chosen.origins))


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
