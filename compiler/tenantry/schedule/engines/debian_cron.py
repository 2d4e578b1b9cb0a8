"""Debian cron 3.0pl1: the model of our own meaning."""

from __future__ import annotations

from typing import Final

from tenantry.schedule.engines.engine import Engine
from tenantry.schedule.fires import meant

DEBIAN_CRON: Final = Engine(
    name="debian-cron",
    title="Debian cron 3.0pl1, the daemon in that zone",
    gap="once, at the jump",
    fold="once, the first time",
    rule=meant,
)
