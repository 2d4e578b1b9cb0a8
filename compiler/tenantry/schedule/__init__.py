"""Schedules with one meaning (docs/schedules.md): grammar, normal form, fire times in a zone, and what engines make of
them. A library of its own that imports nothing above it."""

from tenantry.schedule.cron import parse_cron
from tenantry.schedule.describe import Description, describe
from tenantry.schedule.duration import duration, duration_text
from tenantry.schedule.engines import ENGINES
from tenantry.schedule.engines.deviation import Deviation, deviations
from tenantry.schedule.fires import fires
from tenantry.schedule.fleet import Demand, Window, at_work, peak, running, started
from tenantry.schedule.hourly import minutes_elsewhere
from tenantry.schedule.interval import shortest_interval
from tenantry.schedule.load import added, by_hour, going_on, run_minutes, starts
from tenantry.schedule.meaning import DayRule, Problem, Schedule
from tenantry.schedule.nights import Night, nights
from tenantry.schedule.nth import nth_weekdays
from tenantry.schedule.simple import EVERY, simple
from tenantry.schedule.spread import spread
from tenantry.schedule.zones import (
    ClockChange,
    clock_changes,
    fixed_offset,
    known_zone,
    tzdata_version,
    zone,
    zone_names,
)

__all__ = [
    "ENGINES",
    "EVERY",
    "ClockChange",
    "DayRule",
    "Demand",
    "Description",
    "Deviation",
    "Night",
    "Problem",
    "Schedule",
    "Window",
    "added",
    "at_work",
    "by_hour",
    "clock_changes",
    "describe",
    "deviations",
    "duration",
    "duration_text",
    "fires",
    "fixed_offset",
    "going_on",
    "known_zone",
    "minutes_elsewhere",
    "nights",
    "nth_weekdays",
    "parse_cron",
    "peak",
    "run_minutes",
    "running",
    "shortest_interval",
    "simple",
    "spread",
    "started",
    "starts",
    "tzdata_version",
    "zone",
    "zone_names",
]
