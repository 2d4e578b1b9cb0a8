"""What the engines of targets make of a schedule on the nights when clocks change, as measured on the engines
themselves; the tests compare this table with them. One module an engine."""

from types import MappingProxyType
from typing import Final

from tenantry.schedule.engines.airflow import AIRFLOW
from tenantry.schedule.engines.debian_cron import DEBIAN_CRON
from tenantry.schedule.engines.engine import Engine
from tenantry.schedule.engines.eventbridge import EVENTBRIDGE
from tenantry.schedule.engines.robfig import ROBFIG
from tenantry.schedule.engines.systemd import SYSTEMD
from tenantry.schedule.engines.temporal import TEMPORAL

__all__ = ["ENGINES", "Engine"]

ENGINES: Final = MappingProxyType(
    {engine.name: engine for engine in (AIRFLOW, DEBIAN_CRON, EVENTBRIDGE, ROBFIG, SYSTEMD, TEMPORAL)}
)
"""Engines by name."""
