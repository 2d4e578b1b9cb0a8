"""Debian's cron itself: nights on which clocks change, what a job gets, and how much a file may hold."""

from __future__ import annotations

import json
import shlex
import subprocess
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from support_compile import artifact
from support_hosts import cron
from support_targets import rendered, tool
from tenantry.schedule.cron import parse_cron
from tenantry.schedule.engines import ENGINES
from tenantry.schedule.fires import fires
from tenantry.targets.crontab.check import COMMAND_LIMIT
from tenantry.targets.crontab.render import LINES, as_cron_reads

pytestmark = pytest.mark.consumer
EXPRESSIONS = (
    "30 2 * * *", "0,30 2 * * *", "*/15 * * * *", "0 * * * *", "*/20 2 * * *", "0-59/20 1-3 * * *", "0 3 * * *",
    "45 1 * * *", "10 2 * * 0", "0 2,3 * * *", "59 1-2 * * *",
)  # fmt: skip
NIGHTS = (
    ("Europe/Berlin", "2026-03-29T01:55:00+01:00", 25),
    ("Europe/Berlin", "2026-10-25T02:40:00+02:00", 85),
    ("Australia/Lord_Howe", "2026-10-04T01:55:00+10:30", 30),
    ("Australia/Lord_Howe", "2026-04-05T01:25:00+11:00", 70),
)
"""A zone, a time before its clocks change, and how many minutes to watch."""
SPEED = 60


def night(work: Path, zone: str, start: datetime, minutes: int) -> dict[str, Counter[datetime]]:
    """How often the daemon started each expression in each minute."""
    (work / "cron.d").mkdir(parents=True)
    lines = [f"{each} root echo {number} $(date +\\%s.\\%N) >>/mnt/runs\n" for number, each in enumerate(EXPRESSIONS)]
    (work / "cron.d" / "night").write_text("".join(lines))
    began = float(cron(work, zone=zone, start=start, speed=SPEED, seconds=minutes + 2))
    found: dict[str, Counter[datetime]] = {each: Counter() for each in EXPRESSIONS}
    for line in (work / "runs").read_text().splitlines():
        number, at = line.split()
        shown = start.astimezone(UTC) + timedelta(seconds=(float(at) - began) * SPEED)
        found[EXPRESSIONS[int(number)]][shown.replace(second=0, microsecond=0)] += 1
    return found


def due(expression: str, zone: str, start: datetime, minutes: int) -> Counter[datetime]:
    """How often the table of engines says that it does."""
    schedule, _ = parse_cron(expression, key="", days=None)
    assert schedule is not None
    until = start + timedelta(minutes=minutes)
    instants = fires(schedule, zone, start=start, rule=ENGINES["debian-cron"].rule)
    return Counter(each.replace(second=0) for each in takewhile(lambda each: each < until, instants))


def test_the_table_says_what_the_daemon_does_when_clocks_change(tmp_path: Path) -> None:
    def watched(number: int) -> dict[str, Counter[datetime]]:
        zone, start, minutes = NIGHTS[number]
        return night(tmp_path / str(number), zone, datetime.fromisoformat(start), minutes)

    with ThreadPoolExecutor(len(NIGHTS)) as pool:
        seen = list(pool.map(watched, range(len(NIGHTS))))
    for (zone, text, minutes), found in zip(NIGHTS, seen, strict=True):
        start = datetime.fromisoformat(text)
        for expression in EXPRESSIONS:
            wanted = due(expression, zone, start, minutes)
            until = start + timedelta(minutes=minutes)
            shown = Counter({at: count for at, count in found[expression].items() if at < until})
            assert shown == wanted, (zone, text, expression)


def test_a_job_gets_every_argument_as_it_was_written(tmp_path: Path, corpora: Any) -> None:
    strings = json.loads((corpora / "naughty-strings" / "blns.json").read_text(encoding="utf-8"))
    usable = [text for text in strings if text and text.isprintable() and len(text.encode()) < 400]
    (tmp_path / "cron.d").mkdir()
    lines = [
        f"* * * * * root {as_cron_reads(shlex.join(['printf', '%s', text]))} >/mnt/got-{number}\n"
        for number, text in enumerate(usable)
    ]
    (tmp_path / "cron.d" / "naughty").write_text("".join(lines))
    cron(tmp_path, zone="UTC", start=datetime(2026, 11, 25, 12, 0, 58, tzinfo=UTC), speed=1, seconds=12)
    assert len(usable) > 430
    assert [(tmp_path / f"got-{number}").read_text() for number in range(len(usable))] == usable


TENANTS: dict[str, str | None] = {
    "tenants/orders/acme.yaml": "schedule: {every: 15m, timezone: Europe/Berlin}\n",
    "tenants/orders/off.yaml": "schedule: {every: 15m}\npaused: true\n",
    "tenants/orders/wednesday.yaml": 'schedule: {cron: "5 12 25 * 3", days: both}\n',
    "tenants/orders/monday.yaml": 'schedule: {cron: "5 12 25 * 1", days: both}\n',
    "tenants/orders/either.yaml": 'schedule: {cron: "6 12 1 * 3", days: either}\n',
}


def test_a_rendered_file_runs_its_tenants_and_no_paused_one(tmp_path: Path) -> None:
    options = '{command: "/bin/sh /mnt/log run", build: "/srv/a b%c\\\\d"}'
    content = artifact(rendered("crontab", TENANTS, options), "crontab/tenantry").decode()
    (tmp_path / "log").write_text('echo "$*" >>/mnt/runs\n')
    (tmp_path / "cron.d").mkdir()
    (tmp_path / "bin").mkdir()
    (tmp_path / "cron.d" / "tenantry").write_text(content.replace("PATH=", "PATH=/mnt/bin:"))
    (tmp_path / "bin" / "date").write_text('#!/bin/sh\nexec /usr/bin/date --date=2026-11-25 "$@"\n')
    (tmp_path / "bin" / "date").chmod(0o755)
    cron(tmp_path, zone="UTC", start=datetime(2026, 11, 25, 11, 59, 30, tzinfo=UTC), speed=60, seconds=16)
    runs = (tmp_path / "runs").read_text().splitlines()
    names = ("acme", "either", "wednesday")
    assert sorted(runs) == [f"run orders/{name} --build /srv/a b%c\\d" for name in names]


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("# comment\n" * (LINES - 1) + "0 0 * * * true\n", True),
        ("# comment\n" * LINES + "0 0 * * * true\n", False),
        (f"0 0 * * * {'x' * COMMAND_LIMIT}\n", True),
        (f"0 0 * * * {'x' * (COMMAND_LIMIT + 1)}\n", False),
        ("0 0 * * * true", False),
    ],
)
def test_how_much_a_file_may_hold(text: str, taken: bool, tmp_path: Path) -> None:
    (tmp_path / "file").write_text(text)
    command = [tool("crontab", "cron"), "-n", tmp_path / "file"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode == 0) is taken
