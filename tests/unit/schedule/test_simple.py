"""Simple schedules: every period, `at` and `on`, spread or not, and what is refused."""

from __future__ import annotations

import pytest

from tenantry.schedule.cron import parse_cron
from tenantry.schedule.meaning import Schedule
from tenantry.schedule.simple import EVERY, simple


def chosen(every: str, *, at: str | None = None, on: str | None = None, spread: bool = True) -> Schedule:
    schedule, problems = simple(every, key="orders/acme", at=at, on=on, spread=spread)
    assert schedule is not None
    assert not problems
    return schedule


def test_the_periods_are_those_of_the_contract() -> None:
    assert " ".join(EVERY) == "5m 10m 15m 20m 30m 1h 2h 3h 4h 6h 8h 12h 1d 1w 1mo"


@pytest.mark.parametrize(
    ("every", "cron"),
    [
        ("5m", "0,5,10,15,20,25,30,35,40,45,50,55 * * * *"),
        ("10m", "0,10,20,30,40,50 * * * *"),
        ("15m", "0,15,30,45 * * * *"),
        ("20m", "0,20,40 * * * *"),
        ("30m", "0,30 * * * *"),
        ("1h", "0 * * * *"),
        ("2h", "0 0,2,4,6,8,10,12,14,16,18,20,22 * * *"),
        ("3h", "0 0,3,6,9,12,15,18,21 * * *"),
        ("4h", "0 0,4,8,12,16,20 * * *"),
        ("6h", "0 0,6,12,18 * * *"),
        ("8h", "0 0,8,16 * * *"),
        ("12h", "0 0,12 * * *"),
        ("1d", "0 0 * * *"),
        ("1w", "0 0 * * 0"),
        ("1mo", "0 0 1 * *"),
    ],
)
def test_without_spread_it_starts_at_zero(every: str, cron: str) -> None:
    assert chosen(every, spread=False).cron == (cron,)


@pytest.mark.parametrize("every", EVERY)
@pytest.mark.parametrize("spread", [True, False])
def test_it_means_what_its_cron_form_means_but_for_the_running_clock(every: str, spread: bool) -> None:
    schedule = chosen(every, spread=spread)
    again, _ = parse_cron(schedule.cron[0], key="orders/acme", days=None)
    assert again is not None
    assert (again.times, again.days, again.months, again.weekdays) == (
        schedule.times, schedule.days, schedule.months, schedule.weekdays,
    )  # fmt: skip
    assert again.running is schedule.running is (every in ("5m", "10m", "15m", "20m", "30m", "1h"))


@pytest.mark.parametrize(
    ("every", "at", "on", "cron"),
    [
        ("1d", "02:30", None, "30 2 * * *"),
        ("1d", "00:00", None, "0 0 * * *"),
        ("1d", "23:59", None, "59 23 * * *"),
        ("1w", "06:00", "mon", "0 6 * * 1"),
        ("1w", "06:00", "Sunday", "0 6 * * 0"),
        ("1mo", "06:00", "15", "0 6 15 * *"),
        ("12h", "02:30", None, "30 2,14 * * *"),
        ("6h", "20:15", None, "15 2,8,14,20 * * *"),
        ("1h", "02:10", None, "10 * * * *"),
        ("15m", "00:07", None, "7,22,37,52 * * * *"),
    ],
)
def test_at_and_on_are_kept(every: str, at: str, on: str | None, cron: str) -> None:
    assert chosen(every, at=at, on=on).cron == (cron,)
    assert chosen(every, at=at, on=on, spread=False).cron == (cron,)


def test_what_is_not_given_is_spread() -> None:
    assert chosen("1w", on="mon").weekdays == (1,)
    assert chosen("1w", on="mon").times == chosen("1d").times != (0,)
    assert chosen("1w", at="06:00").times == (360,)
    assert chosen("1mo", on="15").days == (15,)
    assert chosen("1mo", on="1", spread=False).times == (0,)


@pytest.mark.parametrize(
    ("every", "at", "on", "field", "help_text"),
    [
        ("7m", None, None, "every", "5m 10m"),
        ("", None, None, "every", "5m 10m"),
        ("1H", None, None, "every", "1h 2h"),
        ("60m", None, None, "every", "1h 2h"),
        ("1d", "24:00", None, "at", '"02:30"'),
        ("1d", "2:30", None, "at", '"02:30"'),
        ("1d", "02:60", None, "at", '"02:30"'),
        ("1d", "02:30:00", None, "at", '"02:30"'),
        ("1d", "٠٢:٣٠", None, "at", '"02:30"'),
        ("1d", "02:30\n", None, "at", '"02:30"'),
        ("1d", "", None, "at", '"02:30"'),
        ("1d", None, "mon", "on", "remove it"),
        ("1h", None, "15", "on", "remove it"),
        ("1w", None, "1", "on", "sun mon"),
        ("1w", None, "mo", "on", "sun mon"),
        ("1w", None, "montag", "on", "sun mon"),
        ("1mo", None, "0", "on", "1 to 31"),
        ("1mo", None, "32", "on", "1 to 31"),
        ("1mo", None, "01", "on", "1 to 31"),
        ("1mo", None, "last", "on", "1 to 31"),
        ("1mo", None, "mon", "on", "1 to 31"),
    ],
)
def test_refused_at_its_key_with_a_way_out(every: str, at: str, on: str, field: str, help_text: str) -> None:
    schedule, problems = simple(every, key="orders/acme", at=at, on=on)
    assert schedule is None
    assert [(problem.kind, problem.field) for problem in problems] == [("invalid", field)]
    assert help_text in problems[0].help


def test_every_problem_is_told_at_once() -> None:
    _, problems = simple("1w", key="orders/acme", at="24:00", on="xyz")
    assert [problem.field for problem in problems] == ["at", "on"]
    _, problems = simple("9h", key="orders/acme", at="24:00", on="xyz")
    assert [problem.field for problem in problems] == ["every", "at"]


@pytest.mark.parametrize("day", ["29", "30", "31"])
def test_a_day_that_some_months_lack_warns(day: str) -> None:
    schedule, problems = simple("1mo", key="orders/acme", on=day)
    assert schedule is not None
    assert schedule.days == (int(day),)
    assert [(problem.kind, problem.field) for problem in problems] == [("rare-day", "on")]
