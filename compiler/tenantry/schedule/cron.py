"""Cron expressions: five fields, and nothing that two engines read differently."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tenantry.schedule.field import FIELDS, Field, FieldReader
from tenantry.schedule.meaning import DayRule, Problem, Schedule

LENGTH: Final = 256
_NICKNAMES: Final = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_LONGEST: Final = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
_SHORTEST: Final = {**_LONGEST, 2: 28}
_FORM: Final = "minute, hour, day of month, month, day of week, as in `30 2 * * 1-5`"


def parse_cron(expression: str, *, key: str, days: str | None) -> tuple[Schedule | None, list[Problem]]:
    """The schedule that an expression means for the tenant `key`, and everything that is wrong with it; None where
    anything but a warning is. `days` is `either`, `both` or None."""
    if len(expression) > LENGTH:
        return None, [_whole(expression, "the expression is too long", f"at most {LENGTH} characters")]
    text = _NICKNAMES.get(expression, expression)
    refused = _refused(text)
    if refused is not None:
        return None, [refused]
    problems: list[Problem] = []
    fields: list[Field] = []
    for known, part in zip(FIELDS, re.finditer(r"\S+", text), strict=True):
        reader = FieldReader(known, text=part.group(), start=part.start(), key=key)
        found = reader.read()
        problems += reader.problems
        if found is not None:
            fields.append(found)
    if len(fields) < len(FIELDS):
        return None, problems
    schedule, more = _combined(text, fields, days)
    problems += more
    return (None if any(not problem.warns for problem in problems) else schedule), problems


def _refused(text: str) -> Problem | None:
    """What is no expression of five fields at all."""
    words = text.split()
    if not text.isascii() or any(ord(character) < 32 for character in text):
        return _whole(text, "the expression has characters that cron does not know", _FORM)
    if not words:
        return _whole(text, "the expression is empty", _FORM)
    if words[0].upper().startswith(("TZ=", "CRON_TZ=")):
        return _whole(text, "the zone does not belong into the expression", "write it in `timezone`")
    if words[0].startswith("@"):
        known = ", ".join(sorted(_NICKNAMES))
        return _whole(text, f"there is no nickname `{words[0][:20]}`", f"known: {known}")
    if len(words) != len(FIELDS):
        extra = "; there are no seconds and no years" if len(words) in (6, 7) else ""
        return _whole(text, f"the expression has {len(words)} fields, not five", _FORM + extra)
    return None


def _combined(text: str, fields: Sequence[Field], days: str | None) -> tuple[Schedule, list[Problem]]:
    minute, hour, day, month, weekday = fields
    both = day.restricts(31) and weekday.restricts(7)
    rule = DayRule(days) if both and days is not None else None
    schedule = Schedule(
        minutes=minute.values,
        hours=hour.values,
        days=day.values,
        months=month.values,
        weekdays=weekday.values,
        day_rule=rule,
        running=minute.starred or hour.starred,
        cron=(" ".join(field.text for field in fields),),
    )
    return schedule, [*_day_problems(text, schedule, both=both, days=days), *_rare(text, schedule, day)]


def _day_problems(text: str, schedule: Schedule, *, both: bool, days: str | None) -> list[Problem]:
    if both and days is None:
        message = "day of month and day of week are both restricted, and cron engines disagree about what that means"
        return [_whole(text, message, "say `days: either` or `days: both`", kind="ambiguous-days")]
    if days is not None and not both:
        message = "`days` says how two restricted day fields combine, and at most one is restricted"
        return [_whole(text, message, "remove `days`", kind="unneeded-days")]
    if not schedule.ever:
        return [_whole(text, "no month that is meant has such a day, so it never fires", "", kind="never-fires")]
    return []


def _rare(text: str, schedule: Schedule, day: Field) -> list[Problem]:
    """A single day that some of the months lack; a list or step that reaches beyond the 28th is meant to be uneven."""
    if len(day.values) != 1 or day.values[0] <= 28 or schedule.day_rule is not None or not schedule.ever:
        return []
    lacking = [month for month in schedule.months if day.values[0] > _SHORTEST.get(month, 31)]
    if not lacking:
        return []
    message = f"{len(lacking)} of its {len(schedule.months)} months have no day {day.values[0]}, at least in some years"
    part = list(re.finditer(r"\S+", text))[2]
    return [
        Problem(kind="rare-day", message=message, help="choose a day up to 28", start=part.start(), end=part.end())
    ]  # fmt: skip


def _whole(text: str, message: str, help_text: str, *, kind: str = "invalid") -> Problem:
    return Problem(kind=kind, message=message, help=help_text, start=0, end=len(text))
