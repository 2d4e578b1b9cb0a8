"""What an engine is: a scheduler's reader of cron expressions, and what it makes of fixed times when clocks change."""

from __future__ import annotations

from dataclasses import dataclass

from tenantry.schedule.fires import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A scheduler's engine. `gap` and `fold` say in words what it does with fixed times there."""

    name: str
    title: str
    gap: str
    fold: str
    rule: Rule
