"""A reader of EventBridge's cron(), written from its manual alone: what is no such expression is a ValueError, and what
is one says on which dates and at which minutes it fires."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]


@dataclass(frozen=True)
class Read:
    """What an expression means, in local time."""

    minutes: frozenset[int]
    hours: frozenset[int]
    on: Callable[[date], bool]


def read(expression: str) -> Read:
    """The meaning of an expression of at most 256 characters."""
    found = re.fullmatch(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)", expression)
    if found is None or len(expression) > 256:
        raise ValueError("not six fields in cron()")
    minute, hour, day, month, weekday, year = found.groups()
    if (day == "?") == (weekday == "?"):
        raise ValueError("exactly one of the day fields must be ?")
    months, years = values(month, 1, 12, MONTHS), values(year, 1970, 2199, [])
    by_day = (lambda _: True) if day == "?" else days_of_month(day)
    by_weekday = (lambda _: True) if weekday == "?" else days_of_week(weekday)

    def on(each: date) -> bool:
        return each.year in years and each.month in months and by_day(each) and by_weekday(each)

    return Read(values(minute, 0, 59, []), values(hour, 0, 23, []), on)


def values(field: str, low: int, high: int, names: list[str]) -> frozenset[int]:
    """The values of a list of numbers, names, ranges and increments."""
    return frozenset(value for item in field.split(",") for value in item_values(item, low, high, names))


def item_values(item: str, low: int, high: int, names: list[str]) -> range:
    start, slash, step = item.partition("/")
    first, dash, last = start.partition("-")
    if slash and not re.fullmatch(r"[1-9][0-9]*", step):
        raise ValueError("no increment")
    if start == "*":
        return range(low, high + 1, int(step or 1))
    begin = number(first, low, high, names)
    end = number(last, low, high, names) if dash else high if slash else begin
    if end < begin:
        raise ValueError("a range that runs backwards")
    return range(begin, end + 1, int(step or 1))


def number(text: str, low: int, high: int, names: list[str]) -> int:
    if text in names:
        return names.index(text) + low
    if not re.fullmatch(r"[0-9]+", text) or not low <= int(text) <= high:
        raise ValueError("out of range")
    return int(text)


def days_of_month(field: str) -> Callable[[date], bool]:
    """L and W are not read: we write none."""
    chosen = values(field, 1, 31, [])
    return lambda each: each.day in chosen


def days_of_week(field: str) -> Callable[[date], bool]:
    """Sunday is 1; `3#2` is the second Tuesday, and stands alone."""
    if "#" not in field:
        chosen = values(field, 1, 7, WEEKDAYS)
        return lambda each: each.isoweekday() % 7 + 1 in chosen
    weekday, _, nth = field.partition("#")
    wanted, count = number(weekday, 1, 7, WEEKDAYS), number(nth, 1, 5, [])

    def on(each: date) -> bool:
        first, length = monthrange(each.year, each.month)
        days = [day for day in range(1, length + 1) if (first + day) % 7 + 1 == wanted]
        return len(days) >= count and each.day == days[count - 1]

    return on
