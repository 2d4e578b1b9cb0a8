"""What a fleet must know of each tenant to judge what several of them do together."""

from __future__ import annotations

from typing import NamedTuple

from tenantry.model.document import Span
from tenantry.schedule.meaning import Schedule


class Claim(NamedTuple):
    """A connection as a place in the store; `written` is what gives it that place."""

    tenant: str
    connector: str
    scope: str
    mount: str
    path: str
    written: Span


class Standing(NamedTuple):
    """When a resolved tenant runs. `chosen` says that a person chose its minute, not the stable hash; `written` is
    where the schedule was set."""

    id: str
    schedule: Schedule
    zone: str
    paused: bool
    chosen: bool
    written: Span
