"""The grammar of cron expressions: what is taken, what is refused, where, and with which words."""

from __future__ import annotations

import pytest

from tenantry.schedule.cron import parse_cron
from tenantry.schedule.meaning import DayRule, Problem

REFUSED = [
    ("", "empty", 0, 0),
    ("   ", "empty", 0, 3),
    ("0 2 * *", "4 fields, not five", 0, 7),
    ("0 0 2 * * *", "6 fields, not five", 0, 11),
    ("0 0 2 * * * 2027", "7 fields, not five", 0, 16),
    ("60 * * * *", "60 is no minute", 0, 2),
    ("* 24 * * *", "24 is no hour", 2, 4),
    ("0 0 0 * *", "0 is no day of month", 4, 5),
    ("0 0 32 * *", "32 is no day of month", 4, 6),
    ("0 0 * 13 *", "13 is no month", 6, 8),
    ("0 0 * * 8", "8 is no day of week", 8, 9),
    ("0 0 * * mon,8", "8 is no day of week", 12, 13),
    ("-1 * * * *", "`-1` is no minute", 0, 2),
    ("1_0 * * * *", "`1_0` is no minute", 0, 3),
    ("0-999999999 * * * *", "999999999 is no minute", 0, 11),
    ("9999999999 * * * *", "`9999999999` is no minute", 0, 10),
    ("¹ * * * *", "character", 0, 1),
    ("0 ٣ * * *", "character", 2, 3),
    ("0\t2 * * *", "character", 1, 2),
    ("0 2 * * *\n", "character", 9, 10),
    ("0 2 * *\0*", "character", 7, 8),
    ("0 2\u00a0* * *", "character", 3, 4),
    ("0,,5 * * * *", "empty item", 2, 3),
    ("0, * * * *", "empty item", 2, 3),
    ("*/0 * * * *", "a step of 0", 0, 3),
    ("*/ * * * *", "`*/` is no minute", 0, 2),
    ("5/15 * * * *", "a step without a range", 0, 4),
    ("50-10 * * * *", "runs backwards", 0, 5),
    ("0 22-2 * * *", "runs backwards", 2, 6),
    ("0 2 * * fri-mon", "runs backwards", 8, 15),
    ("0 2 * * sat-sun", "runs backwards", 8, 15),
    ("0 mon * * *", "`mon` is no hour", 2, 5),
    ("0 0 * january *", "`january` is no month", 6, 13),
    ("0 0 H * *", "cannot stand for a day of month", 4, 5),
    ("0 0 * * H", "cannot stand for a day of week", 8, 9),
    ("H(30-10) * * * *", "no range of a minute", 0, 8),
    ("H(0-60) * * * *", "no range of a minute", 0, 7),
    ("H/0 * * * *", "a step of 0", 0, 3),
    ("@reboot", "no nickname", 0, 7),
    ("@every 5m", "no nickname", 0, 9),
    ("@midnight", "no nickname", 0, 9),
    ("@DAILY", "no nickname", 0, 6),
    ("TZ=UTC 0 2 * * *", "the zone", 0, 16),
    ("CRON_TZ=Europe/Berlin 0 2 * * *", "the zone", 0, 31),
]


@pytest.mark.parametrize(("expression", "message", "start", "end"), REFUSED)
def test_refused_at_its_place_with_a_way_out(expression: str, message: str, start: int, end: int) -> None:
    schedule, problems = parse_cron(expression, key="x/acme", days=None)
    assert schedule is None
    assert [problem.kind for problem in problems] == ["invalid"]
    assert message in problems[0].message
    assert (problems[0].start, problems[0].end) == (start, end)
    assert problems[0].help


@pytest.mark.parametrize(
    ("expression", "help_text"),
    [
        ("? 2 * * *", "write *"),
        ("0 2 L * *", "up to 28"),
        ("0 2 LW * *", "nearest weekday"),
        ("0 2 15W * *", "nearest weekday"),
        ("0 2 * * 5L", "`L` (last)"),
        ("0 2 * * friL", "`L` (last)"),
        ("0 2 * * 1#2", "`days: both`"),
        ("0 2 * * MON#1", "`days: both`"),
        ("R 2 * * *", "write H"),
        ("0~30 * * * *", "write H(a-b)"),
        ("~ * * * *", "write H(a-b)"),
        ("h * * * *", "capital letter"),
        ("5/15 * * * *", "write 5-59/15"),
        ("0 22-2 * * *", "write 22-23,0-2"),
        ("0 2 * * fri-mon", "write 5-7,1"),
        ("0 2 * nov-feb *", "write 11-12,1-2"),
        ("@midnight", "write @daily"),
        ("@every 5m", "`every: 5m`"),
        ("@reboot", "no start of a machine"),
        ("0 0 2 * * *", "no seconds and no years"),
        ("TZ=UTC 0 2 * * *", "`timezone`"),
    ],
)
def test_forms_of_other_schedulers_are_told_what_to_write_here(expression: str, help_text: str) -> None:
    _, problems = parse_cron(expression, key="x/acme", days=None)
    assert [problem.kind for problem in problems] == ["invalid"]
    assert help_text in problems[0].help


def test_every_problem_is_told_at_once() -> None:
    _, problems = parse_cron("99 */7,24 0 */90 8,9", key="x/acme", days=None)
    assert [(problem.kind, problem.start, problem.end) for problem in problems] == [
        ("invalid", 0, 2),
        ("uneven-step", 3, 6),
        ("invalid", 7, 9),
        ("invalid", 10, 11),
        ("step-too-large", 12, 16),
        ("invalid", 17, 18),
        ("invalid", 19, 20),
    ]


def test_an_expression_is_at_most_256_characters_long() -> None:
    longest = ",".join(["10"] * 82) + ",59 * * * *"
    assert len(longest) == 256
    assert parse_cron(longest, key="x/acme", days=None)[0] is not None
    assert parse_cron(longest + " ", key="x/acme", days=None)[0] is None
    schedule, problems = parse_cron("0," * 10_000 + "0 * * * *", key="x/acme", days=None)
    assert schedule is None
    assert ["too long" in problem.message for problem in problems] == [True]


@pytest.mark.parametrize(
    ("expression", "normal", "running"),
    [
        ("0 2 * * *", "0 2 * * *", False),
        ("*/15 * * * *", "*/15 * * * *", True),
        ("*/015 8-18 * * 1-5", "*/15 8-18 * * 1-5", True),
        ("0 */2 * * *", "0 */2 * * *", True),
        ("*/1 2 * * *", "* 2 * * *", True),
        ("*/30,7 * * * *", "*/30,7 * * * *", True),
        ("7,* 2 * * *", "0-59 2 * * *", False),
        ("0-59 0-23 1-31 1-12 0-7", "0-59 0-23 * * *", False),
        ("0-59/15 2 * * *", "0,15,30,45 2 * * *", False),
        ("00 02 01 01 *", "0 2 1 1 *", False),
        ("0 2 * JAN,mar-May Mon-FRI", "0 2 * 1,3-5 1-5", False),
        ("0 2 * * 5-7", "0 2 * * 0,5,6", False),
        ("0 2 * * 7", "0 2 * * 0", False),
        ("0 2 * * 0-6", "0 2 * * *", False),
        ("0 2 */1 * 1", "0 2 * * 1", False),
        ("0  2 * *  1", "0 2 * * 1", False),
        ("@hourly", "0 * * * *", True),
        (" @daily ", "0 0 * * *", False),
        ("@weekly", "0 0 * * 0", False),
        ("@monthly", "0 0 1 * *", False),
        ("@yearly", "0 0 1 1 *", False),
        ("@annually", "0 0 1 1 *", False),
    ],
)
def test_the_portable_form_means_the_same(expression: str, normal: str, running: bool) -> None:
    schedule, problems = parse_cron(expression, key="x/acme", days=None)
    assert schedule is not None
    assert not problems
    assert schedule.cron == (normal,)
    assert schedule.running is running
    assert parse_cron(normal, key="y/other", days=None) == (schedule, [])


@pytest.mark.parametrize("days", ["either", "both"])
def test_both_day_fields_need_a_word(days: str) -> None:
    schedule, problems = parse_cron("0 2 13 * fri", key="x/acme", days=days)
    assert schedule is not None
    assert not problems
    assert schedule.day_rule == DayRule(days)
    assert (schedule.days, schedule.weekdays) == ((13,), (5,))


@pytest.mark.parametrize(
    ("expression", "days", "kind"),
    [
        ("0 2 13 * fri", None, "ambiguous-days"),
        ("0 0 2-30/2 * 1", None, "ambiguous-days"),
        ("0 2 13 * *", "either", "unneeded-days"),
        ("0 2 * * fri", "both", "unneeded-days"),
        ("0 2 1-31 * fri", "both", "unneeded-days"),
        ("0 2 13 * 0-6", "both", "unneeded-days"),
        ("@daily", "both", "unneeded-days"),
        ("0 0 30 2 *", None, "never-fires"),
        ("0 0 31 2,4,6,9,11 *", None, "never-fires"),
        ("0 0 30,31 feb *", None, "never-fires"),
        ("0 0 31 4 1", "both", "never-fires"),
        ("*/90 * * * *", None, "step-too-large"),
        ("*/60 * * * *", None, "step-too-large"),
        ("0 */24 * * *", None, "step-too-large"),
        ("4-4/3 * * * *", None, "step-too-large"),
        ("10-20/11 * * * *", None, "step-too-large"),
        ("H(0-29)/30 * * * *", None, "step-too-large"),
        ("*/999999999 * * * *", None, "step-too-large"),
    ],
)
def test_refused_for_what_it_would_mean(expression: str, days: str | None, kind: str) -> None:
    schedule, problems = parse_cron(expression, key="x/acme", days=days)
    assert schedule is None
    assert [problem.kind for problem in problems] == [kind]
    assert problems[0].help
    assert 0 <= problems[0].start < problems[0].end <= len(expression)


def test_either_fires_on_weekdays_where_the_day_is_in_no_month() -> None:
    schedule, problems = parse_cron("0 0 30 2 1", key="x/acme", days="either")
    assert schedule is not None
    assert not problems


def warnings(expression: str, days: str | None = None) -> list[Problem]:
    schedule, problems = parse_cron(expression, key="x/acme", days=days)
    assert schedule is not None
    assert all(problem.warns for problem in problems)
    return problems


@pytest.mark.parametrize(
    ("expression", "uneven"),
    [
        ("*/7 * * * *", True),
        ("0-59/7 * * * *", True),
        ("5-59/7 * * * *", True),
        ("H/7 * * * *", True),
        ("0 */5 * * *", True),
        ("0 0 */2 * *", True),
        ("0 0 1-31/2 * *", True),
        ("0 0 * * */2", True),
        ("*/15 * * * *", False),
        ("5-59/15 * * * *", False),
        ("0-29/7 * * * *", False),
        ("0 8-18/3 * * *", False),
        ("0 0 1-15/7 * *", False),
        ("0 0 * * 1-5/2", False),
        ("H(0-29)/10 * * * *", False),
        ("0 0 1 */4 *", False),
    ],
)
def test_steps_that_do_not_meet_again_warn(expression: str, uneven: bool) -> None:
    assert [problem.kind for problem in warnings(expression)] == ["uneven-step"] * uneven


@pytest.mark.parametrize(
    ("expression", "days", "places"),
    [
        ("0 2 31 * *", None, [(4, 6)]),
        ("0 2 30 * *", None, [(4, 6)]),
        ("0 2 29 2 *", None, [(4, 6)]),
        ("0 2 1,15,31 * *", None, [(9, 11)]),
        ("0 2 29-31 * *", None, [(4, 9)]),
        ("0 2 30,31 4,5 *", None, [(7, 9)]),
        ("0 2 28-31 * *", None, []),
        ("0 2 28 * *", None, []),
        ("0 2 31 1,3,5 *", None, []),
        ("0 2 30 4 *", None, []),
        ("0 2 29-31 * 1", "both", []),
        ("0 2 31 * 1", "either", []),
    ],
)
def test_days_that_some_months_lack_warn(expression: str, days: str | None, places: list[tuple[int, int]]) -> None:
    found = warnings(expression, days)
    assert [problem.kind for problem in found] == ["rare-day"] * len(places)
    assert [(problem.start, problem.end) for problem in found] == places
