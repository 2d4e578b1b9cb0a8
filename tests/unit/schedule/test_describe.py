"""Expressions in words: those of crontab.guru where both know the form, and our own for `H` and the day rule."""

from __future__ import annotations

import random

import pytest

from tenantry.schedule.cron import parse_cron
from tenantry.schedule.describe import describe
from unit.schedule.test_fires import random_field

WORDS = [
    ("* * * * *", "At every minute."),
    ("*/1 * * * *", "At every minute."),
    ("5 * * * *", "At minute 5."),
    ("5,10 * * * *", "At minute 5 and 10."),
    ("1,2,3 * * * *", "At minute 1, 2, and 3."),
    ("0-5 * * * *", "At every minute from 0 through 5."),
    ("*/15 * * * *", "At every 15th minute."),
    ("0-30/5 * * * *", "At every 5th minute from 0 through 30."),
    ("0,30-40/5 * * * *", "At minute 0 and every 5th minute from 30 through 40."),
    ("30-40/5,7,3 * * * *", "At minute 7 and 3 and every 5th minute from 30 through 40."),
    ("30 2 * * *", "At 02:30."),
    ("00 007 * * *", "At 07:00."),
    ("5 4 * * sun", "At 04:05 on Sunday."),
    ("* 2 * * *", "At every minute past hour 2."),
    ("0 */2 * * *", "At minute 0 past every 2nd hour."),
    ("0 */1 * * *", "At minute 0."),
    ("0 0,12 1 */2 *", "At minute 0 past hour 0 and 12 on day-of-month 1 in every 2nd month."),
    ("23 0-20/2 * * *", "At minute 23 past every 2nd hour from 0 through 20."),
    ("0 22 * * 1-5", "At 22:00 on every day-of-week from Monday through Friday."),
    ("*/20 8-18 * * 1-5",
     "At every 20th minute past every hour from 8 through 18 on every day-of-week from Monday through Friday."),
    ("15 14 1 * *", "At 14:15 on day-of-month 1."),
    ("0 0 1,15 * *", "At 00:00 on day-of-month 1 and 15."),
    ("0 2 * * 5-7", "At 02:00 on every day-of-week from Friday through Sunday."),
    ("0 2 * * 0,sat", "At 02:00 on Sunday and Saturday."),
    ("0 2 * JAN,mar-May *", "At 02:00 in January and every month from March through May."),
    ("0 2 */2 * *", "At 02:00 on every 2nd day-of-month."),
    ("0 2 */1 1-12 0-6", "At 02:00."),
    ("0 2 29 2 *", "At 02:00 on day-of-month 29 in February."),
    ("*/22 * * * *", "At every 22nd minute."),
    ("*/11 * * * *", "At every 11th minute."),
    ("*/13 * * * *", "At every 13th minute."),
    ("*/23 * * * *", "At every 23rd minute."),
    ("*/21 * * * *", "At every 21st minute."),
    ("@daily", "At 00:00."),
    (" @hourly ", "At minute 0."),
    ("@weekly", "At 00:00 on Sunday."),
    ("@yearly", "At 00:00 on day-of-month 1 in January."),
    ("H * * * *", "At a minute of the tenant's own."),
    ("H H * * *", "At a minute of the tenant's own past an hour of the tenant's own."),
    ("H 2 * * *", "At a minute of the tenant's own past hour 2."),
    ("H(0-29) H(1-5) * * 1",
     "At a minute of the tenant's own from 0 through 29 past an hour of the tenant's own from 1 through 5 on Monday."),
    ("H/15 * * * *", "At every 15th minute, counted from one of the tenant's own."),
    ("H(0-29)/10 * * * *", "At every 10th minute from 0 through 29, counted from one of the tenant's own."),
    ("0,H * * * *", "At minute 0 and a minute of the tenant's own."),
]  # fmt: skip


def described(expression: str, days: str | None = None) -> str:
    schedule, problems = parse_cron(expression, key="x/acme", days=days)
    assert schedule is not None, problems
    return describe(expression, schedule).text


@pytest.mark.parametrize(("expression", "words"), WORDS)
def test_words(expression: str, words: str) -> None:
    assert described(expression) == words


@pytest.mark.parametrize(
    ("expression", "days", "words"),
    [
        ("0 4 1,15 * 1", "either", "At 04:00 on day-of-month 1 and 15 or on Monday."),
        ("0 4 1,15 * 1", "both", "At 04:00 on day-of-month 1 and 15 if it's on Monday."),
        ("0 2 1-7 1 1", "both", "At 02:00 on every day-of-month from 1 through 7 if it's on Monday in January."),
    ],
)
def test_two_day_fields(expression: str, days: str, words: str) -> None:
    assert described(expression, days) == words


@pytest.mark.parametrize(
    ("expression", "days", "clock", "rule", "spread"),
    [
        ("30 2 * * *", None, "names fixed times", None, False),
        ("*/5 2 * * *", None, "follows the running clock", None, False),
        ("30 * * * *", None, "follows the running clock", None, False),
        ("H H * * *", None, "names fixed times", None, True),
        ("@hourly", None, "follows the running clock", None, False),
        ("0 4 1 * 1", "either", "names fixed times", "one of the two", False),
        ("0 4 1 * 1", "both", "names fixed times", "both day fields", False),
    ],
)
def test_remarks(expression: str, days: str | None, clock: str, rule: str | None, spread: bool) -> None:
    schedule, _ = parse_cron(expression, key="x/acme", days=days)
    assert schedule is not None
    found = describe(expression, schedule)
    assert found.clock.startswith(clock)
    assert (found.days is None) is (rule is None)
    assert rule is None or rule in (found.days or "")
    assert (found.spread is not None) is spread


def test_whatever_is_taken_is_described() -> None:
    rng, count = random.Random(5), 0
    for _ in range(3_000):
        ranges = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
        expression = " ".join(random_field(rng, *each) for each in ranges)
        for days in (None, "either", "both"):
            schedule, _ = parse_cron(expression, key="x/acme", days=days)
            if schedule is not None:
                words = describe(expression, schedule).text
                assert words.startswith("At ")
                assert words.endswith(".")
                count += 1
    assert count > 1_000
