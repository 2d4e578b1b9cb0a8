"""What the release passes hand to each other."""

from __future__ import annotations

from dataclasses import dataclass

from tenantry.model.resolved import Origin, Pin


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A release on the way to being a tenant's: by which channel, wave or pin, or because it is tried, for which
    `place` stands."""

    version: str
    channel: str | None = None
    wave: str | None = None
    pin: Pin | None = None
    place: Origin | None = None
