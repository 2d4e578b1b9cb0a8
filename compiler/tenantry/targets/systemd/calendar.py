"""A schedule as systemd's calendar events (systemd.time(7))."""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from tenantry.schedule.field import compressed
from tenantry.schedule.hourly import minutes_elsewhere
from tenantry.schedule.meaning import DayRule, Schedule

_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
READ_AS_LOCAL: Final = MappingProxyType(
    {
        "CET": "Europe/Brussels",
        "EET": "Europe/Athens",
        "EST": "Etc/GMT+5",
        "GMT": "UTC",
        "HST": "Etc/GMT+10",
        "MET": "Europe/Brussels",
        "MST": "Etc/GMT+7",
        "WET": "Europe/Lisbon",
    }
)
"""Zones that are called as clocks of some host call their own time, which is what systemd takes such a word for; and
the zones that are the same under another name."""


def on_calendar(schedule: Schedule, zone: str) -> list[str]:
    """The events that together mean the schedule. systemd asks for weekday and date at once, so where either is enough
    there are two."""
    utc = minutes_elsewhere(schedule, zone, "UTC")
    minutes, named = (utc, "UTC") if utc is not None else (schedule.minutes, READ_AS_LOCAL.get(zone, zone))
    time = f"{_numbers(schedule.hours, 24)}:{_numbers(minutes, 60)}:00 {named}"
    months, days, weekdays = _numbers(schedule.months, 12), _numbers(schedule.days, 31), _weekdays(schedule.weekdays)
    if schedule.day_rule is DayRule.EITHER:
        return [f"*-{months}-{days} {time}", f"{weekdays}*-{months}-* {time}"]
    return [f"{weekdays}*-{months}-{days} {time}"]


def _weekdays(values: Sequence[int]) -> str:
    """Weekdays and a space, or nothing where all are meant; systemd's week begins on Monday."""
    if len(values) == 7:
        return ""
    days = compressed(tuple(sorted((value - 1) % 7 for value in values)))
    return re.sub("[0-9]", lambda found: _WEEKDAYS[int(found[0])], days).replace("-", "..") + " "


def _numbers(values: Sequence[int], size: int) -> str:
    if len(values) == size:
        return "*"
    return re.sub("[0-9]+", lambda found: f"{int(found[0]):02}", compressed(tuple(values))).replace("-", "..")
