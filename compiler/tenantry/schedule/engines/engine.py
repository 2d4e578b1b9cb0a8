"""What an engine is: a scheduler's reader of cron expressions, and what it makes of fixed times when clocks change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from tenantry.schedule.fires import Rule
from tenantry.schedule.meaning import Schedule

Between = Callable[[Schedule, ZoneInfo, datetime, datetime], Iterator[datetime]]
"""The fires after one instant and up to another, in order; clocks do not change in the day after the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A scheduler's engine. `gap` and `fold` say in words what it does with fixed times there, `rule` when it fires
    around a clock change, and `between` the same where its next fire, however late, may depend on that change too."""

    name: str
    title: str
    gap: str
    fold: str
    rule: Rule
    between: Between | None = None
