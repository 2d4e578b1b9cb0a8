"""Cron expressions in plain English, with the words that crontab.guru has made familiar."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tenantry.schedule.cron import written_out
from tenantry.schedule.field import ITEM, MONTHS, WEEKDAYS
from tenantry.schedule.meaning import DayRule, Schedule

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS: Final = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
RUNNING: Final = (
    "follows the running clock: times that the clocks skip do not run, times that come twice run both times"
)
FIXED: Final = (
    "names fixed times, each once a day: those that the clocks skip run together at the first instant after the gap, "
    "those that come twice run the first time"
)
SPREAD: Final = "`H` is a number that a stable hash of the tenant's id picks; `tenantry schedule next` shows its times"


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What an expression says: one sentence, and remarks on clock changes, days and spread where they matter."""

    text: str
    rule: DayRule | None
    running: bool
    clock: str
    days: str | None
    spread: str | None


def describe(expression: str, schedule: Schedule) -> Description:
    """The words for an expression that `parse_cron` has read as `schedule`."""
    fields = written_out(expression).split()
    return Description(
        text=f"At {_time(fields[0], fields[1])}{_dates(fields, schedule)}.",
        rule=schedule.day_rule,
        running=schedule.running,
        clock=RUNNING if schedule.running else FIXED,
        days=_day_rule(schedule.day_rule),
        spread=SPREAD if "H" in expression else None,
    )


def _day_rule(rule: DayRule | None) -> str | None:
    if rule is None:
        return None
    only = "one of the two day fields matches" if rule is DayRule.EITHER else "both day fields match"
    return f"on dates on which {only} (`days: {rule}`)"


def _time(minute: str, hour: str) -> str:
    if minute.isdigit() and hour.isdigit():
        return f"{int(hour):02}:{int(minute):02}"
    hours = "" if hour in ("*", "*/1") else f" past {_phrase(hour, _HOUR)}"
    return _phrase(minute, _MINUTE) + hours


def _dates(fields: Sequence[str], schedule: Schedule) -> str:
    """The days and months, as far as they leave out any."""
    dated, weekly, monthly = len(schedule.days) < 31, len(schedule.weekdays) < 7, len(schedule.months) < 12
    day = f" on {_phrase(fields[2], _DAY)}" if dated else ""
    weekday = f" on {_phrase(fields[4], _WEEKDAY)}" if weekly else ""
    joint = "" if not (day and weekday) else " or" if schedule.day_rule is DayRule.EITHER else " if it's"
    return f"{day}{joint}{weekday}" + (f" in {_phrase(fields[3], _MONTH)}" if monthly else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """How a field is spoken of: its unit, the words before single values, and the names of values."""

    unit: str
    lead: str = ""
    article: str = "a"
    names: Sequence[str] = ()
    short: Sequence[str] = ()
    first: int = 0

    def value(self, text: str) -> str:
        """A value as it is read aloud."""
        if text.lower() in self.short:
            return self.names[self.short.index(text.lower())]
        return self.names[int(text) - self.first] if self.names else str(int(text))


_MINUTE: Final = _Words(unit="minute", lead="minute ")
_HOUR: Final = _Words(unit="hour", lead="hour ", article="an")
_DAY: Final = _Words(unit="day-of-month", lead="day-of-month ")
_MONTH: Final = _Words(unit="month", names=_MONTHS, short=MONTHS, first=1)
_WEEKDAY: Final = _Words(unit="day-of-week", names=_DAYS, short=WEEKDAYS)


def _phrase(field: str, words: _Words) -> str:
    """A field's list: single values first, under one lead, then ranges and steps."""
    items = field.split(",")
    single = [words.value(item) for item in items if item.isalnum() and item != "H"]
    others = [_item(item, words) for item in items if not item.isalnum() or item == "H"]
    return _listed([*_led(single, words.lead, alone=not others), *others])


def _led(values: Sequence[str], lead: str, *, alone: bool) -> Iterator[str]:
    """The values, the first with its lead; as one part where others follow."""
    if values and not alone:
        yield lead + _listed(values)
    elif values:
        yield lead + values[0]
        yield from values[1:]


def _item(item: str, words: _Words) -> str:
    """A range, a step, or an `H`."""
    found = ITEM.fullmatch(item)
    if found is None:  # pragma: no cover  only what was parsed is described
        raise ValueError("not an item of a cron expression")
    step = int(found["step"] or 1)
    low, high = (found["hlow"], found["hhigh"]) if found["hash"] else (found["low"], found["high"])
    within = f" from {words.value(low)} through {words.value(high)}" if low else ""
    if found["hash"] and not found["step"]:
        return f"{words.article} {words.unit} of the tenant's own{within}"
    each = f"every {_ordinal(step)} {words.unit}" if step > 1 else f"every {words.unit}"
    return each + within + (", counted from one of the tenant's own" if found["hash"] and step > 1 else "")


def _listed(parts: Sequence[str]) -> str:
    if len(parts) < 3:
        return " and ".join(parts)
    return ", ".join(parts[:-1]) + f", and {parts[-1]}"


def _ordinal(number: int) -> str:
    tens = re.fullmatch(r"\d*1[123]", str(number))
    return f"{number}" + ("th" if tens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th"))
