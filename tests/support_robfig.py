"""robfig/cron itself, asked when it fires; expressions to ask it about."""

from __future__ import annotations

import json
import os
import random
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from support_targets import tool
from tenantry.schedule.cron import parse_cron
from tenantry.schedule.meaning import Schedule
from tenantry.schedule.zones import clock_changes

SOURCE = Path(__file__).resolve().parent / "targets" / "robfig.go"
LIBRARY = Path("/usr/share/gocode")
"""Where Debian installs the sources of Go libraries."""
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Havana",
    "America/Nuuk",
    "America/Santiago",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
)
"""Zones whose clocks change, in as many ways as there are: at midnight, by half an hour, by two, at a quarter."""

SINCE = "2026-11-24"
DEVIATIONS = [
    ("30 2 * * *", "Europe/Berlin", ("2027-03-28 skipped", "2027-10-31 twice")),
    ("30 3 * * *", "Europe/Berlin", ()),
    ("*/20 * * * *", "Europe/Berlin", ()),
    ("0 12 * * 5", "Africa/Cairo", ("2027-04-30 skipped", "2028-04-28 skipped")),
    ("0 12 * * 4", "Africa/Cairo", ("2027-04-30 twice", "2028-04-28 twice")),
    ("0 12 * * 0", "Asia/Beirut", ("2027-03-28 skipped", "2028-03-26 skipped")),
    ("0 12 * * 6", "America/Santiago", ("2027-09-05 twice", "2028-09-03 twice")),
    ("0 12 * * 0", "Atlantic/Azores", ()),
    ("0 6 * * *", "Australia/Lord_Howe", ("2027-04-04 skipped", "2027-10-03 skipped")),
    ("0 0 * * *", "Australia/Lord_Howe", ("2027-04-05 skipped", "2027-10-04 skipped")),
    ("0 0 * * 0", "Australia/Lord_Howe", ("2027-04-11 skipped", "2027-10-10 skipped")),
    ("47 */3 * * *", "Pacific/Chatham", ("2027-04-04 moved", "2027-09-26 skipped")),
]
"""Expressions, zones, and the next two dates on which the engine does something else than is meant."""


@dataclass(frozen=True)
class Question:
    """An expression that was read and rendered, a zone, and the instants between which fires are asked for."""

    cron: str
    schedule: Schedule
    zone: str
    start: datetime
    until: datetime


@dataclass(frozen=True)
class Answer:
    """When the engine fires; `ended` is not so where it searches for ever."""

    fires: tuple[datetime, ...]
    error: str
    ended: bool


class Engine:
    """The built program."""

    def __init__(self, program: Path) -> None:
        self.program = program

    def ask(self, questions: Iterable[Question]) -> list[Answer]:
        """An answer for each question, up to the first that does not end. The engine reads our own zones."""
        asked = "".join(json.dumps(_asked(question)) + "\n" for question in questions)
        env = {"ZONEINFO": str(files("tzdata") / "zoneinfo")}
        done = subprocess.run([self.program], input=asked, env=env, capture_output=True, text=True, check=True)
        return [_answer(json.loads(line)) for line in done.stdout.splitlines()]


def _asked(question: Question) -> dict[str, object]:
    start, until = int(question.start.timestamp()), int(question.until.timestamp())
    return {"cron": question.cron, "zone": question.zone, "start": start, "until": until}


def _answer(data: dict[str, object]) -> Answer:
    found = data["fires"]
    assert isinstance(found, list)
    fires = tuple(datetime.fromtimestamp(each, UTC) for each in found)
    return Answer(fires=fires, error=str(data["error"]), ended=bool(data["ended"]))


def build(folder: Path) -> Engine:
    """Builds the program with Debian's Go and its package of the library."""
    go = tool("go", "golang-go")
    if not (LIBRARY / "src" / "github.com" / "robfig" / "cron").is_dir():
        pytest.fail("needs robfig/cron: install golang-github-robfig-cron-dev")
    env = {**os.environ, "GO111MODULE": "off", "GOPATH": str(LIBRARY), "GOCACHE": str(folder / "cache")}
    command = [go, "build", "-o", folder / "robfig", SOURCE]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return Engine(folder / "robfig")


def random_questions(seed: int, count: int) -> Iterator[Question]:
    """Random expressions around random clock changes, for days or for months after."""
    rng = random.Random(seed)
    first, last = datetime(2024, 1, 1, tzinfo=UTC), datetime(2037, 1, 1, tzinfo=UTC)
    changes = {zone: clock_changes(zone, start=first, end=last) for zone in ZONES}
    for _ in range(count):
        zone = rng.choice(ZONES)
        schedule = random_schedule(rng)
        start = rng.choice(changes[zone]).at - timedelta(hours=26, minutes=rng.choice((0, 13, 59)))
        until = start + timedelta(days=rng.choice((3, 3, 15, 60)))
        yield Question(schedule.cron[0], schedule, zone, start, until)


def random_schedule(rng: random.Random) -> Schedule:
    """A schedule that the grammar takes, with hours near the times at which clocks change."""
    while True:
        hour = rng.choice((_field(rng, 0, 23, 0.2), _field(rng, 0, 3, 0.1), str(rng.choice((0, 1, 2, 23)))))
        days, weekdays = _field(rng, 1, 31, 0.7), _field(rng, 0, 7, 0.5)
        text = " ".join((_field(rng, 0, 59, 0.1), hour, days, _field(rng, 1, 12, 0.8), weekdays))
        for rule in (None, "either"):
            schedule, problems = parse_cron(text, key="orders/acme", days=rule)
            if schedule is not None and all(problem.warns for problem in problems):
                return schedule


def _field(rng: random.Random, low: int, high: int, any_value: float) -> str:
    form = rng.random()
    if form < any_value:
        return "*"
    if form < any_value + 0.2 and high > 6:
        return f"*/{rng.choice((2, 3, 4, 5, 6, 10))}"
    if form < any_value + 0.35:
        first, last = sorted(rng.sample(range(low, high + 1), 2))
        return f"{first}-{last}"
    return ",".join(str(value) for value in sorted(rng.sample(range(low, high + 1), rng.randint(1, 3))))
