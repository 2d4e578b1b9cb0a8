"""systemd's own programs before what is rendered for it: its checker, its calendar and its manager."""

from __future__ import annotations

import json
import random
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from support_compile import AS_OF, artifact
from support_hosts import user_manager
from support_targets import rendered, tool, write_tree
from support_units import elapses, settings
from tenantry.model.compiled import Compiled
from tenantry.schedule.cron import parse_cron
from tenantry.schedule.engines import ENGINES
from tenantry.schedule.fires import fires
from tenantry.schedule.hourly import minutes_elsewhere
from tenantry.schedule.meaning import Schedule
from tenantry.schedule.zones import clock_changes
from tenantry.targets.systemd.calendar import on_calendar
from tenantry.targets.systemd.unit import argument

pytestmark = pytest.mark.consumer
RUNS = "{command: /usr/bin/true run}"
"""The checker asks for the program, and `tenantry` is not where systemd looks for it."""
ZONES = (
    "Europe/Berlin", "Europe/Dublin", "America/New_York", "America/Havana", "America/Santiago", "America/Nuuk",
    "Atlantic/Azores", "Africa/Cairo", "Asia/Beirut", "Antarctica/Troll", "Australia/Lord_Howe", "Pacific/Chatham",
)  # fmt: skip
SCHEDULES = {
    "every-15m": "{every: 15m, timezone: Europe/Berlin}",
    "daily": '{every: 1d, at: "04:30", timezone: Australia/Lord_Howe}',
    "monthly": '{every: 1mo, on: 15, at: "06:00", timezone: Asia/Kathmandu}',
    "either": '{cron: "0 4 1,15 * 1", days: either, timezone: America/New_York}',
    "both": '{cron: "0 2 1-7 * 1", days: both, timezone: Asia/Tokyo}',
    "steps": '{cron: "*/20 8-18 * 2,4-6 1-5", timezone: Pacific/Chatham}',
    "leap": '{cron: "0 6 29 2 *", timezone: EST}',
    "old-name": '{cron: "7 4 * * 0", timezone: MET}',
    "a--b": "{every: 1h}",
}


def fleet() -> Compiled:
    files = {f"tenants/orders/{name}.yaml": f"schedule: {text}\n" for name, text in SCHEDULES.items()}
    return rendered("systemd", {**files, "tenants/orders/stopped.yaml": "paused: true\n"}, RUNS)


def verify(folder: Path) -> subprocess.CompletedProcess[str]:
    """The checker's word on every timer, and on an instance of the service for each (it does not follow them)."""
    timers = sorted(folder.glob("*.timer"))
    services = [folder / settings(each.read_bytes())["Timer", "Unit"][0] for each in timers]
    command = [tool("systemd-analyze", "systemd"), "verify", "--recursive-errors=yes", *timers, *services]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_checker_takes_every_unit(tmp_path: Path) -> None:
    folder = write_tree(fleet(), tmp_path) / "systemd"
    done = verify(folder)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize("wrong", ["OnCalender=", "OnCalendar=*-13-* "])
def test_the_checker_sees_what_is_wrong(wrong: str, tmp_path: Path) -> None:
    folder = write_tree(fleet(), tmp_path) / "systemd"
    path = folder / "tenantry-orders-daily.timer"
    path.write_text(path.read_text().replace("OnCalendar=", wrong))
    assert verify(folder).returncode != 0


def test_systemd_finds_the_times_of_everything_that_is_rendered() -> None:
    result = fleet()
    for installation in result.installations:
        schedule, zone = installation.schedule.meaning, installation.schedule.timezone
        events = settings(artifact(result, f"systemd/tenantry-orders-{installation.name}.timer"))["Timer", "OnCalendar"]
        found = elapses(events, start=AS_OF, count=40)
        if installation.schedule.paused:
            assert found == {events[0]: []}
            continue
        times = sorted({each for times in found.values() for each in times or ()})[: len(found[events[0]] or ())]
        assert times == list(islice(fires(schedule, zone, start=AS_OF), len(times))), installation.id
        assert len(times) >= 5, installation.id


def random_schedules(source: random.Random, count: int) -> Iterator[Schedule]:
    """Schedules of few minutes in the hours in which clocks change, and some others."""
    while count:
        minute = source.choice(["0", "30", "*/15", "*/20", "0,30", "10-14", str(source.randrange(60)), "50,55"])
        hour = source.choice(["*", "2", "1-3", "0", "1,2", "3", "0,23", "*/2", "0,2,9", str(source.randrange(24))])
        day = source.choice(["*", "*", "*", "1-15", "20-31", "25,26,27,28,29,30,31"])
        weekday = source.choice(["*", "*", "*", "0", "6,0", "1-5"])
        both = day != "*" and weekday != "*"
        days = source.choice(["either", "both"]) if both else None
        schedule, _ = parse_cron(f"{minute} {hour} {day} * {weekday}", key="", days=days)
        if schedule is not None:
            count -= 1
            yield schedule


def touches_chatham(schedule: Schedule, zone: str) -> bool:
    """What is refused (see the test below)."""
    return zone == "Pacific/Chatham" and bool({2, 3} & set(schedule.hours))


@pytest.mark.parametrize("zone", ZONES)
def test_the_table_says_what_systemd_does_when_clocks_change(zone: str) -> None:
    source = random.Random(zone)
    rule = ENGINES["systemd"].rule
    for change in clock_changes(zone, start=AS_OF, end=AS_OF + timedelta(days=730))[:4]:
        start = change.at.replace(minute=0) - timedelta(hours=source.choice([2, 5, 26]), minutes=source.randrange(60))
        meant = list(random_schedules(source, 12))
        wanted = {event: each for each in meant for event in on_calendar(each, zone)}
        found = elapses(list(wanted), start=start, count=40)
        for schedule in meant:
            in_utc = minutes_elsewhere(schedule, zone, "UTC") is not None
            if touches_chatham(schedule, zone) and not in_utc:
                continue
            times = [found[event] or [] for event in on_calendar(schedule, zone)]
            until = min(each[-1] for each in times)
            expected = list(islice(fires(schedule, zone, start=start, rule=None if in_utc else rule), 400))
            assert [each for each in expected if each <= until] == sorted(
                {time for each in times for time in each if time <= until}
            ), (on_calendar(schedule, zone), start)


def test_a_gap_that_begins_within_an_hour_stops_a_timer() -> None:
    event = "*-*-* 02:50:00 Pacific/Chatham"
    assert elapses([event], start=datetime(2027, 9, 24, tzinfo=UTC), count=3) == {event: None}


DROP_IN = """\
[Service]
# The manager of a user starts as that user alone, and makes none up.
User=
DynamicUser=no
# These need files of /proc and /dev that a virtual machine or container may lack.
ProtectKernelLogs=no
ProtectKernelTunables=no
ReadWritePaths=/mnt
ExecStart=
ExecStart={command}
"""


def installed(work: Path, command: str) -> Path:
    """The units of a tenant that runs and one that is paused, at every second instead of their schedules."""
    result = rendered("systemd", {"tenants/orders/stopped.yaml": "paused: true\n"})
    units = work / "units"
    (write_tree(result, work) / "systemd").rename(units)
    drop_in = units / "tenantry-run@.service.d"
    drop_in.mkdir()
    (drop_in / "test.conf").write_text(DROP_IN.format(command=command))
    for path in units.glob("*.timer"):
        path.write_text(re.sub(r"(?m)^OnCalendar=(?!\*-02-30).*", "OnCalendar=*:*:*", path.read_text()))
    return work


def test_a_real_timer_starts_its_tenant_until_it_is_paused(tmp_path: Path) -> None:
    work = installed(tmp_path, "/bin/sh -c 'echo \"$$0 $$HOME\" >>/mnt/runs' %I")
    script = """
    systemctl --user start tenantry-orders-acme.timer tenantry-orders-stopped.timer
    sleep 4; wc -l </mnt/runs
    sed -i 's/^OnCalendar=.*/OnCalendar=*-02-30 00:00:00 UTC/' /mnt/units/tenantry-orders-acme.timer
    systemctl --user daemon-reload
    wc -l </mnt/runs; sleep 3; wc -l </mnt/runs
    """
    early, paused, late = map(int, user_manager(script, work).split())
    assert set((work / "runs").read_text().splitlines()) == {"orders/acme /run/home/.config/tenantry"}
    assert early >= 3
    assert late - paused <= 1, "one may have been under way"


def test_a_tenant_never_runs_twice_at_once(tmp_path: Path) -> None:
    work = installed(tmp_path, "/bin/sh -c 'echo begin >>/mnt/runs; sleep 2.5; echo end >>/mnt/runs'")
    user_manager("systemctl --user start tenantry-orders-acme.timer; sleep 8\n", work)
    runs = (work / "runs").read_text().split()
    assert runs[: len(runs) // 2 * 2] == ["begin", "end"] * (len(runs) // 2)
    assert len(runs) >= 4


def test_a_program_gets_every_argument_as_it_was_written(tmp_path: Path, corpora: Any) -> None:
    strings = json.loads((corpora / "naughty-strings" / "blns.json").read_text(encoding="utf-8"))
    usable = [text for text in strings if text and text.isprintable()]
    (tmp_path / "dump.py").write_text("import json, sys\njson.dump(sys.argv[2:], open(sys.argv[1], 'w'))\n")
    arguments = [argument(text) for text in ["/mnt/dump.py", "/mnt/got", *usable]]
    work = installed(tmp_path, " ".join(["/usr/bin/env python3", *arguments]))
    user_manager("systemctl --user start 'tenantry-run@orders-acme.service'\n", work)
    assert json.loads((tmp_path / "got").read_text()) == usable
    assert len(usable) > 450
