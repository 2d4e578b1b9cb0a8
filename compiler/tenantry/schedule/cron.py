"""Cron expressions: five fields, and nothing that two engines read differently."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
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
_OTHERS: Final = {
    "@reboot": "a schedule names times; there is no start of a machine",
    "@every": "write `every: 5m` instead of `cron`, or steps as in `*/5 * * * *`",
    "@midnight": "write @daily",
}
_SHORTEST: Final = {2: 28, 4: 30, 6: 30, 9: 30, 11: 30}
_MONTHS: Final = {2: "February", 4: "April", 6: "June", 9: "September", 11: "November"}
_FORM: Final = "minute, hour, day of month, month, day of week, as in `30 2 * * 1-5`"


def parse_cron(expression: str, *, key: str, days: str | None) -> tuple[Schedule | None, list[Problem]]:
    """The schedule that an expression means for the tenant `key`, and everything that is wrong with it; None where
    anything but a warning is. `days` is `either`, `both` or None."""
    if len(expression) > LENGTH:
        return None, [_whole(expression, "the expression is too long", f"at most {LENGTH} characters")]
    schedule, problems = _parsed(expression, key if "H" in expression else "", days)
    return schedule, list(problems)


@lru_cache(maxsize=4096)
def _parsed(expression: str, key: str, days: str | None) -> tuple[Schedule | None, list[Problem]]:
    """Many tenants share an expression; the key says nothing where there is no H."""
    text = written_out(expression)
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
    schedule = _combined(fields, days)
    problems += _day_problems(expression, schedule, fields, days)
    problems += _rare(text, schedule)
    return (None if any(not problem.warns for problem in problems) else schedule), problems


def written_out(expression: str) -> str:
    """The five fields that a nickname stands for; any other text as it is."""
    return _NICKNAMES.get(expression.strip(" "), expression)


def _refused(text: str) -> Problem | None:
    """What is no expression of five fields at all."""
    strange = re.search(r"[^ -~]", text)
    if strange:
        message = "the expression has a character that cron does not know"
        return Problem(kind="invalid", message=message, help=_FORM, start=strange.start(), end=strange.end())
    words = text.split()
    if not words:
        return _whole(text, "the expression is empty", _FORM)
    if words[0].upper().startswith(("TZ=", "CRON_TZ=")):
        return _whole(text, "the zone does not belong into the expression", "write it in `timezone`")
    if words[0].startswith("@"):
        known = "known: " + ", ".join(sorted(_NICKNAMES))
        return _whole(text, f"there is no nickname `{words[0][:20]}`", _OTHERS.get(words[0].lower(), known))
    if len(words) != len(FIELDS):
        extra = "; there are no seconds and no years" if len(words) in (6, 7) else ""
        count = "1 field" if len(words) == 1 else f"{len(words)} fields"
        return _whole(text, f"the expression has {count}, not five", _FORM + extra)
    return None


def _combined(fields: Sequence[Field], days: str | None) -> Schedule:
    minute, hour, day, month, weekday = fields
    return Schedule(
        minutes=minute.values,
        hours=hour.values,
        days=day.values,
        months=month.values,
        weekdays=weekday.values,
        day_rule=DayRule(days) if days is not None and _restricted(fields) == 2 else None,
        running=minute.starred or hour.starred,
        cron=(" ".join(field.text for field in fields),),
    )


def _restricted(fields: Sequence[Field]) -> int:
    """How many of the two day fields leave out any day."""
    return fields[2].restricts(31) + fields[4].restricts(7)


def _day_problems(expression: str, schedule: Schedule, fields: Sequence[Field], days: str | None) -> Iterator[Problem]:
    both = _restricted(fields) == 2
    if both and days is None:
        message = "day of month and day of week are both restricted, and cron engines disagree about what that means"
        yield _whole(expression, message, "say `days: either` or `days: both`", kind="ambiguous-days")
    if days is not None and not both:
        message = "`days` says how two restricted day fields combine, and at most one is restricted"
        yield _whole(expression, message, "remove `days`", kind="unneeded-days")
    if not (schedule.ever or (both and days is None)):
        message = "no month that is meant has such a day, so it never fires"
        yield _whole(expression, message, "choose a day that the months have", kind="never-fires")


def _rare(text: str, schedule: Schedule) -> Iterator[Problem]:
    """Days that are named, by a number or as the start of a range from the 29th on, and that some of the months lack.

    A range or step that only reaches beyond the 28th (`1-31/2`, `28-31`) is meant to be uneven; with `days: either` the
    weekdays fire all the same, and with `days: both` (`29-31 * 1`, a fifth Monday) it is meant to be rare.
    """
    if len(schedule.weekdays) < 7 or not schedule.ever:
        return
    part = list(re.finditer(r"\S+", text))[2]
    for item in re.finditer(r"[^,]+", part.group()):
        first = re.match(r"[0-9]+", item.group())
        lacking = [month for month in schedule.months if first and int(first.group()) > _SHORTEST.get(month, 31)]
        if first and lacking:
            start = part.start() + item.start()
            message = _which(lacking, first.group())
            help_text = "choose a day up to 28"
            yield Problem(kind="rare-day", message=message, help=help_text, start=start, end=start + len(item.group()))


def _which(lacking: Sequence[int], day: str) -> str:
    if int(day) == 29:
        return "February has a day 29 in leap years alone, and in the others it does not fire"
    names = ", ".join(_MONTHS[month] for month in lacking)
    return f"{names} {'has' if len(lacking) == 1 else 'have'} no day {day}, and it does not fire then"


def _whole(text: str, message: str, help_text: str, *, kind: str = "invalid") -> Problem:
    return Problem(kind=kind, message=message, help=help_text, start=0, end=len(text))
