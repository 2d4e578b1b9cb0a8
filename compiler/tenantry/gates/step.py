"""How a rollout stands before and after a change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tenantry.diagnostics import Code, Diagnostic, Related
from tenantry.gates.passage import Kind, Refusal
from tenantry.model.compiled import Compiled
from tenantry.model.declared import Declared, IntegrationFile, RolloutFile, Wave
from tenantry.model.declared.base import instant
from tenantry.model.document import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One channel's rollout in BASE and in HEAD, of which at least one is there. `target` is the release that the
    channel points to in HEAD, None where it has none."""

    integration: str
    channel: str
    before: Declared[RolloutFile] | None
    after: Declared[RolloutFile] | None
    target: str | None
    place: Span = field(repr=False)

    @property
    def same(self) -> bool:
        """Whether both states have it, on its way to the same release."""
        return self.before is not None and self.after is not None and self.before.model.to == self.after.model.to

    @property
    def finished(self) -> bool:
        """Whether HEAD ends it and lets its release stand for the channel."""
        return self.before is not None and self.after is None and self.target == self.before.model.to

    @property
    def waves(self) -> Sequence[Wave]:
        """The waves that judge: those of BASE while it goes on or ends, else those of HEAD."""
        judging = self.before if self.same or self.after is None else self.after
        return judging.model.waves if judging else ()

    def reached(self, state: Declared[RolloutFile] | None) -> int:
        """The index of the last wave that was let through in a state, -1 before the first."""
        names = [wave.name for wave in self.waves]
        name = state.model.reached if state else None
        return names.index(name) if name in names else -1

    @property
    def start(self) -> int:
        """The wave from which the change goes on: that of BASE where it is the same rollout."""
        return self.reached(self.before) if self.same or self.finished else -1

    @property
    def end(self) -> int:
        """The wave that HEAD has reached; past the last one where it is finished."""
        return len(self.waves) if self.finished else self.reached(self.after)

    @property
    def advances(self) -> bool:
        """Whether the change lets tenants on."""
        return self.end > self.start

    def refused(self, kind: Kind, code: Code, message: str, help_text: str) -> Refusal:
        """A closed gate at the place in HEAD that goes through it, or at the end of the rollout."""
        return Refusal(
            kind=kind,
            integration=self.integration,
            problem=Diagnostic(code=code, message=message, span=self.place, help=help_text, related=self._related()),
        )

    def _related(self) -> tuple[Related, ...]:
        if self.after is None and self.before is not None:
            return (Related("the rollout, in BASE", Span(self.before.document.path)),)
        return ()


def steps(before: Compiled, after: Compiled) -> Iterator[Step]:
    """Every rollout of either state whose integration HEAD still has, sorted."""
    old, new = _rollouts(before), _rollouts(after)
    channels = _channels(after)
    for integration, channel in sorted(old.keys() | new.keys()):
        then, now = old.get((integration, channel)), new.get((integration, channel))
        known = channels.get(integration)
        if known is None:
            continue
        place = _place(now, known, channel)
        yield Step(
            integration=integration,
            channel=channel,
            before=then,
            after=now,
            target=known.model.channels.get(channel),
            place=place,
        )


def since(state: Declared[RolloutFile] | None) -> datetime | None:
    """When a state says that its last wave was let through."""
    return instant(state.model.since) if state and state.model.since else None


def _rollouts(state: Compiled) -> dict[tuple[str, str], Declared[RolloutFile]]:
    declared = state.declarations.rollouts if state.declarations else {}
    return {(name, channel): file for name, files in declared.items() for channel, file in files.items()}


def _channels(state: Compiled) -> Mapping[str, Declared[IntegrationFile]]:
    return state.declarations.integrations if state.declarations else {}


def _place(after: Declared[RolloutFile] | None, known: Declared[IntegrationFile], channel: str) -> Span:
    if after is not None:
        document = after.document
        return document.at("reached") if document.has("reached") else Span(document.path)
    return known.document.at("channels", channel)
