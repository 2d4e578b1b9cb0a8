"""What a ledger holds as JSON, and back. What comes from a disk may be anything: a form that is none raises one of
MALFORMED."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from tenantry.diagnostics import Diagnostic, Related, codes
from tenantry.ledger.ledger import Entry, Found, Pace, PaceView
from tenantry.model.document import Ignore, Span
from tenantry.model.standing import Claim, Standing
from tenantry.schedule.meaning import DayRule, Schedule

MALFORMED: Final = (AttributeError, IndexError, KeyError, OverflowError, RecursionError, TypeError, ValueError)
"""What reading a damaged form may raise."""

Form = Any
_MOST: Final = 1 << 31
_WHOLE: Final = frozenset({int})
_ID: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def text(form: Form) -> str:
    """A text."""
    if type(form) is not str:
        raise TypeError("no text")
    return form


def texts(form: Form) -> list[str]:
    """A list of texts."""
    if type(form) is not list:
        raise TypeError("no list")
    return [text(each) for each in form]


def flag(form: Form) -> bool:
    """True or false."""
    if type(form) is not bool:
        raise TypeError("no flag")
    return form


def number(form: Form, *, most: int = _MOST) -> int:
    """A whole number, not below 0."""
    if type(form) is not int or not 0 <= form <= most:
        raise TypeError("no number")
    return form


def git_id(form: Form) -> str:
    """An id as git gives it."""
    if not _ID.fullmatch(form):
        raise ValueError("no id")
    return text(form)


def cut(content: bytes, sizes: Form) -> list[bytes]:
    """The parts of a content, which have these sizes."""
    if sum(map(number, sizes)) != len(content):
        raise ValueError("no such parts")
    parts, start = [], 0
    for size in sizes:
        parts.append(content[start : start + size])
        start += size
    return parts


def problems_form(problems: Iterable[Diagnostic]) -> Form:
    """Diagnostics, before the repository's policy is applied to them."""
    return [
        [
            each.code.id,
            each.message,
            each.span,
            each.help,
            [[related.message, related.span] for related in each.related],
            each.tenants,
        ]
        for each in problems
    ]


def problems_of(form: Form) -> list[Diagnostic]:
    """The diagnostics of a form."""
    return [
        Diagnostic(
            code=codes.BY_ID[code],
            message=text(message),
            span=span_of(span),
            help=text(help_text) if help_text is not None else None,
            related=tuple(Related(text(said), span_of(place)) for said, place in related),
            tenants=tuple(texts(tenants)),
        )
        for code, message, span, help_text, related, tenants in form
    ]


def span_of(form: Form) -> Span:
    """The stretch of a file of a form."""
    path, *numbers = form
    line, column, end_line, end_column = map(number, numbers)
    return Span(text(path), line, column, end_line, end_column)


def found_form(found: Found) -> Form:
    """Diagnostics by file."""
    return {path: problems_form(problems) for path, problems in found.items()}


def found_of(form: Form) -> Found:
    """The diagnostics of a form, by file."""
    return {path: problems_of(problems) for path, problems in form.items()}


def ignores_form(ignores: Mapping[str, Sequence[Ignore]]) -> Form:
    """Inline ignores by file."""
    return {path: [[each.codes, each.reason, each.span] for each in found] for path, found in ignores.items()}


def ignores_of(form: Form) -> dict[str, tuple[Ignore, ...]]:
    """The inline ignores of a form, by file."""
    return {
        path: tuple(
            Ignore(codes=tuple(texts(names)), reason=text(reason), span=span_of(span)) for names, reason, span in found
        )
        for path, found in form.items()
    }


def entries_form(entries: Mapping[str, Entry]) -> Form:
    """Tenants of one integration; each schedule stands once."""
    schedules: dict[Schedule, int] = {}
    rows = {
        tenant: [
            entry.path,
            _standing_form(entry, entry.standing, schedules) if entry.standing else None,
            [[*each[1:-1], _within(each.written, entry.path)] for each in entry.claims],
            "".join(sorted(each.hex() for each in entry.secrets)),
        ]
        for tenant, entry in entries.items()
    }
    return {"schedules": [schedule_form(each) for each in schedules], "tenants": rows}


def entries_of(form: Form, *, width: int) -> dict[str, Entry]:
    """The tenants of a form; `width` is that of a hash in bytes."""
    schedules = [schedule_of(each) for each in form["schedules"]]
    return {
        tenant: Entry(
            path=text(path),
            standing=_standing_of(tenant, path, standing, schedules) if standing is not None else None,
            claims=tuple(
                Claim(tenant, text(connector), text(scope), text(mount), text(place), _span_in(path, written))
                for connector, scope, mount, place, written in claims
            ),
            secrets=_hashes(secrets, width * 2),
        )
        for tenant, (path, standing, claims, secrets) in form["tenants"].items()
    }


def pace_form(pace: PaceView) -> Form:
    """Schedules with their zone and how many tenants run by them."""
    return [[schedule_form(schedule), zone, count] for (schedule, zone), count in pace.items()]


def pace_of(form: Form) -> Pace:
    """The pace of a form."""
    return Pace({(schedule_of(schedule), _zone(zone)): number(count) for schedule, zone, count in form})


def schedule_form(schedule: Schedule) -> Form:
    """A schedule as a list of its fields."""
    return [
        schedule.minutes,
        schedule.hours,
        schedule.days,
        schedule.months,
        schedule.weekdays,
        schedule.day_rule,
        schedule.running,
        schedule.cron,
    ]


def schedule_of(form: Form) -> Schedule:
    """The schedule of a form."""
    minutes, hours, days, months, weekdays, rule, running, cron = form
    return Schedule(
        minutes=_numbers(minutes, most=59),
        hours=_numbers(hours, most=23),
        days=_numbers(days, most=31),
        months=_numbers(months, most=12),
        weekdays=_numbers(weekdays, most=7),
        day_rule=DayRule(rule) if rule is not None else None,
        running=flag(running),
        cron=tuple(texts(cron)),
    )


def _numbers(form: Form, *, most: int) -> tuple[int, ...]:
    """Whole numbers, not below 0; a fleet has thousands of such fields, so all of one are looked at at once."""
    found = tuple(form)
    if not _WHOLE.issuperset(map(type, found)) or (found and (min(found) < 0 or max(found) > most)):
        raise TypeError("no numbers")
    return found


def _zone(form: Form) -> str:
    from tenantry.schedule.zones import known_zone  # noqa: PLC0415  where nothing changed, no tenant is asked for

    known_zone(text(form))
    return text(form)


def _standing_form(entry: Entry, standing: Standing, schedules: dict[Schedule, int]) -> Form:
    index = schedules.setdefault(standing.schedule, len(schedules))
    return [index, standing.zone, standing.paused, standing.chosen, _within(standing.written, entry.path)]


def _standing_of(tenant: str, path: str, form: Form, schedules: Sequence[Schedule]) -> Standing:
    index, zone, paused, chosen, written = form
    return Standing(tenant, schedules[number(index)], _zone(zone), flag(paused), flag(chosen), _span_in(path, written))


def _within(span: Span, path: str) -> Span:
    """A stretch of a tenant's own file has no path: with it, all tenants would take a quarter more."""
    return span._replace(path="") if span.path == path else span


def _span_in(path: str, form: Form) -> Span:
    found = span_of(form)
    return found if found.path else found._replace(path=path)


def _hashes(form: str, width: int) -> frozenset[bytes]:
    if not isinstance(form, str) or len(form) % width:
        raise ValueError("no hashes")
    return frozenset(bytes.fromhex(form[start : start + width]) for start in range(0, len(form), width))
