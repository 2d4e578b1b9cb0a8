"""When a rollout may go on: each gate, its state, and when it opens by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tenantry.gates.freeze import lasts
from tenantry.model.declared import Declared, SettingsFile
from tenantry.model.declared.base import instant
from tenantry.model.document import Span
from tenantry.rollouts.progress import Progress
from tenantry.schedule.duration import duration_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Something that lets a rollout on or not. `opens` is when it opens by itself: None for one that is open, and for
    one that somebody must open."""

    name: str
    open: bool
    says: str
    place: Span
    opens: datetime | None = None


def gates(found: Progress, settings: Declared[SettingsFile], *, as_of: datetime) -> list[Gate]:
    """The gates of the next step, at an instant."""
    return [*_hold(found), *_soak(found, as_of), *_freezes(settings, as_of)]


def opens(found: Sequence[Gate], settings: Declared[SettingsFile], *, as_of: datetime) -> datetime | None:
    """The first instant at which all gates are open, freezes that begin until then counted in; None where somebody must
    act first."""
    shut = [gate for gate in found if not gate.open]
    if any(gate.opens is None for gate in shut):
        return None
    soaked = max([as_of, *(gate.opens for gate in shut if gate.opens and gate.name == "soak")])
    return thawed(settings, soaked)


def thawed(settings: Declared[SettingsFile], at: datetime) -> datetime:
    """The first instant from `at` on that lies in no freeze."""
    while True:
        frozen = [each for each in settings.model.freezes if lasts(each, settings.model.timezone, at)]
        if not frozen:
            return at
        at = max(each.ends(settings.model.timezone) for each in frozen)


def _hold(found: Progress) -> Iterator[Gate]:
    held = found.rollout.model.hold
    if held is not None:
        says = f"on hold by {held.owner} since {held.since}: {held.reason}"
        yield Gate(name="hold", open=False, says=says, place=found.rollout.document.key("hold"))


def _soak(found: Progress, as_of: datetime) -> Iterator[Gate]:
    last = found.last
    if last is None or last.wave.soak is None:
        return
    document = found.rollout.document
    length = duration_text(last.wave.soak)
    if found.rollout.model.since is None:
        says = f"wave {last.wave.name} soaks for {length}, and `since` does not say since when"
        yield Gate(name="soak", open=False, says=says, place=document.at("reached"))
        return
    over = instant(found.rollout.model.since) + timedelta(seconds=last.wave.soak)
    says = f"wave {last.wave.name} soaks for {length}, until {over.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    opened = over <= as_of
    yield Gate(name="soak", open=opened, says=says, place=document.at("since"), opens=None if opened else over)


def _freezes(settings: Declared[SettingsFile], as_of: datetime) -> Iterator[Gate]:
    for index, each in enumerate(settings.model.freezes):
        if lasts(each, settings.model.timezone, as_of):
            says = f"freeze {each.name}, until {each.to}: {each.reason}"
            place = settings.document.at("freezes", index)
            over = each.ends(settings.model.timezone)
            yield Gate(name="freeze", open=False, says=says, place=place, opens=over)
