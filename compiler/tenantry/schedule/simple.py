"""Simple schedules: a period, and perhaps a day and a time."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from tenantry.schedule.field import compressed
from tenantry.schedule.meaning import Problem, Schedule
from tenantry.schedule.spread import spread as place

_MINUTES: Final = {
    "5m": 5,
    "10m": 10,
    "15m": 15,
    "20m": 20,
    "30m": 30,
    "1h": 60,
    "2h": 120,
    "3h": 180,
    "4h": 240,
    "6h": 360,
    "8h": 480,
    "12h": 720,
    "1d": 1440,
    "1w": 1440,
    "1mo": 1440,
}
"""Minutes between two starts within a day; a day where there is one a day."""
EVERY: Final = tuple(_MINUTES)
"""The periods that may be written (docs/schedules.md)."""
_RUNNING: Final = 60
"""Up to this many minutes a period follows the running clock; longer ones name fixed times."""
_AT: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])", re.ASCII)
_WEEKDAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_FULL: Final = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_SPREAD_DAYS: Final = 28
"""Spread monthly starts fall on days that every month has."""
_ALL_DAYS: Final = tuple(range(1, 32))
_ALL_MONTHS: Final = tuple(range(1, 13))
_ALL_WEEKDAYS: Final = tuple(range(7))


def simple(
    every: str, *, key: str, at: str | None = None, on: str | None = None, spread: bool = True
) -> tuple[Schedule | None, list[Problem]]:
    """The schedule of the tenant `key`, and what is wrong with it.

    `at` is a local time HH:MM, `on` a weekday for 1w and a day of the month for 1mo. What is not given is spread by a
    stable hash of the key, or zero (00:00, Sunday, the 1st) where `spread` is false.
    """
    problems = [*_every_problems(every), *_at_problems(at), *_on_problems(every, on)]
    if any(not problem.warns for problem in problems):
        return None, problems
    phase = _phase(key, _MINUTES[every], at=at, spread=spread)
    return _starting(phase, _MINUTES[every], *_days(every, key, on=on, spread=spread)), problems


@lru_cache(maxsize=4096)
def _starting(phase: int, period: int, days: tuple[int, ...], weekdays: tuple[int, ...]) -> Schedule:
    """Many tenants share a start."""
    times = range(phase, 1440, period)
    return Schedule(
        minutes=tuple(sorted({time % 60 for time in times})),
        hours=tuple(sorted({time // 60 for time in times})),
        days=days,
        months=_ALL_MONTHS,
        weekdays=weekdays,
        day_rule=None,
        running=period <= _RUNNING,
        cron=(_cron(period, times, days, weekdays),),
    )


def _phase(key: str, period: int, *, at: str | None, spread: bool) -> int:
    """Minutes after midnight of the first start."""
    if at is not None:
        return (int(at[:2]) * 60 + int(at[3:])) % period
    return place(key, "every", period) if spread else 0


def _days(every: str, key: str, *, on: str | None, spread: bool) -> tuple[tuple[int, ...], tuple[int, ...]]:
    if every == "1w":
        chosen = _weekday(on) if on is not None else place(key, "weekday", 7) if spread else 0
        return _ALL_DAYS, (chosen,)
    if every == "1mo":
        day = int(on) if on is not None else 1 + place(key, "day", _SPREAD_DAYS) if spread else 1
        return (day,), _ALL_WEEKDAYS
    return _ALL_DAYS, _ALL_WEEKDAYS


def _cron(period: int, times: range, days: tuple[int, ...], weekdays: tuple[int, ...]) -> str:
    minutes = compressed(tuple(sorted({time % 60 for time in times})))
    hours = "*" if period <= _RUNNING else compressed(tuple(sorted({time // 60 for time in times})))
    day = "*" if days == _ALL_DAYS else compressed(days)
    weekday = "*" if weekdays == _ALL_WEEKDAYS else compressed(weekdays)
    return f"{minutes} {hours} {day} * {weekday}"


def _weekday(on: str) -> int:
    word = on.lower()
    return _WEEKDAYS.index(word) if word in _WEEKDAYS else _FULL.index(word)


def _every_problems(every: str) -> list[Problem]:
    if every in _MINUTES:
        return []
    return [Problem(kind="invalid", message="there is no such period", help="known: " + " ".join(EVERY), field="every")]


def _at_problems(at: str | None) -> list[Problem]:
    if at is None or _AT.fullmatch(at):
        return []
    return [Problem(kind="invalid", message="`at` is not a time of the day", help='write it as in "02:30"', field="at")]


def _on_problems(every: str, on: str | None) -> list[Problem]:
    if on is None or every not in _MINUTES:
        return []
    if every == "1w":
        known = on.lower() in (*_WEEKDAYS, *_FULL)
        message, help_text = "`on` is not a weekday", "write one of " + " ".join(_WEEKDAYS)
    elif every == "1mo":
        known = re.fullmatch(r"[1-9]|[12][0-9]|3[01]", on, re.ASCII) is not None
        message, help_text = "`on` is not a day of the month", "write a number from 1 to 31"
        if known and int(on) > _SPREAD_DAYS:
            return [_rare(on)]
    else:
        known, message = False, "`on` belongs to `every: 1w` and `every: 1mo`"
        help_text = "remove it, or choose one of these periods"
    return [] if known else [Problem(kind="invalid", message=message, help=help_text, field="on")]


def _rare(on: str) -> Problem:
    message = f"some months have no day {on}, and it does not fire in them"
    return Problem(kind="rare-day", message=message, help="choose a day up to 28", field="on")
