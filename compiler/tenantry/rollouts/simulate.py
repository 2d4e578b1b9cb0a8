"""The dated timeline of a rollout: every step at the first instant at which its gates are open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tenantry.model.declared import Declared, SettingsFile
from tenantry.model.declared.base import instant
from tenantry.rollouts.opening import thawed
from tenantry.rollouts.progress import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A step: `wave` is let through, or the rollout is finished where it is None. `tenants` move with it; `soaked` is
    when the step before was through, so that what lies between that and `at` is a freeze."""

    at: datetime
    soaked: datetime
    wave: str | None
    tenants: tuple[str, ...] = field(repr=False)


def simulate(
    found: Progress, settings: Declared[SettingsFile], *, as_of: datetime, speed: float = 1.0
) -> Iterator[Event]:  # fmt: skip
    """The steps that are left, from `as_of` on, as if nobody held the rollout and each step were taken at once. Soaks
    are divided by `speed`."""
    ready = max(as_of, _through(found, as_of, speed))
    for each in found.waves:
        if not each.reached:
            at = thawed(settings, ready)
            yield Event(at=at, soaked=ready, wave=each.wave.name, tenants=tuple(each.tenants))
            ready = at + _soak(each.wave.soak, speed)
    at = thawed(settings, ready) if found.left else ready
    yield Event(at=at, soaked=ready, wave=None, tenants=tuple(found.left))


def _through(found: Progress, as_of: datetime, speed: float) -> datetime:
    """When the last wave that was let through is through; one that does not say since when begins now."""
    if found.last is None:
        return as_of
    since = found.rollout.model.since
    return (instant(since) if since else as_of) + _soak(found.last.wave.soak, speed)


def _soak(seconds: int | None, speed: float) -> timedelta:
    return timedelta(seconds=round((seconds or 0) / speed))
