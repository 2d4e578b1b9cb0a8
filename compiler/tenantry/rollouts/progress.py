"""How far a rollout is: which tenants each wave reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tenantry.model.compiled import Compiled
from tenantry.model.declared import Declarations, Declared, RolloutFile, Wave
from tenantry.resolve.rollout import selects


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveProgress:
    """A wave, the tenants that come with it and no earlier one, and whether it was let through."""

    wave: Wave
    tenants: Sequence[str]
    reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A rollout and its waves. `left` are tenants on the channel that no wave selects; they come with its end."""

    integration: str
    channel: str
    rollout: Declared[RolloutFile] = field(repr=False)
    waves: Sequence[WaveProgress]
    left: Sequence[str]

    @property
    def last(self) -> WaveProgress | None:
        """The last wave that was let through; None before the first."""
        return next((each for each in reversed(self.waves) if each.reached), None)

    @property
    def next(self) -> WaveProgress | None:
        """The first wave that was not let through; None after the last."""
        return next((each for each in self.waves if not each.reached), None)

    @property
    def total(self) -> int:
        """How many tenants are on the channel."""
        return sum(len(each.tenants) for each in self.waves) + len(self.left)


def under_way(declarations: Declarations) -> Iterator[tuple[str, str]]:
    """The integration and channel of every rollout, sorted; what has no integration or channel is left out."""
    for integration, rollouts in sorted(declarations.rollouts.items()):
        declared = declarations.integrations.get(integration)
        for channel in sorted(rollouts):
            if declared is not None and channel in declared.model.channels:
                yield integration, channel


def progress(state: Compiled, declarations: Declarations, integration: str, channel: str) -> Progress:
    """How far a rollout that is under way is. Tenants that are broken take no part."""
    rollout = declarations.rollouts[integration][channel]
    file = rollout.model
    names = [wave.name for wave in file.waves]
    last = names.index(file.reached) if file.reached in names else -1
    waiting = {
        each.id: each.labels
        for each in state.installations
        if each.integration == integration and each.release.channel == channel
    }
    waves = []
    for index, wave in enumerate(file.waves):
        taken = [name for name, labels in waiting.items() if selects(wave, tenant=name, labels=labels, release=file.to)]
        waiting = {name: labels for name, labels in waiting.items() if name not in set(taken)}
        waves.append(WaveProgress(wave=wave, tenants=sorted(taken), reached=index <= last))
    return Progress(integration=integration, channel=channel, rollout=rollout, waves=waves, left=sorted(waiting))
