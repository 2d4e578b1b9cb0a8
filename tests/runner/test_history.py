"""One run of a tenant at a time, also after a crash; and what is remembered (X5, X6)."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from support_runner import TENANT, TOKEN, Host, processes
from tenantry.errors import ExternalError
from tenantry.runner.history import Begun, Outcome
from tenantry.runner.lock import AlreadyHeld, locked
from tenantry.runner.phases import Phase
from tenantry.runner.sqlite import FILE, SqliteHistory, opened

LOCK = "locks/tenants/orders/acme.lock"
START = datetime(2026, 10, 25, 2, 30, tzinfo=UTC)


def begun(tenant: str = TENANT) -> Begun:
    return Begun(tenant=tenant, release="1.0.0", mode="normal", trigger="cron", started_at=START)


@pytest.fixture
def history(tmp_path: Path) -> Iterator[SqliteHistory]:
    with opened(tmp_path / "state") as found:
        yield found


def test_an_end_never_lies_before_its_start(history: SqliteHistory) -> None:
    number = history.begin(begun())
    history.finish(number, Outcome(phase=Phase.SUCCEEDED, seconds=90.0, stdout="x"))
    last = history.last(TENANT)
    assert last is not None
    assert last.completed_at - last.started_at == timedelta(seconds=90)


def test_the_last_run_is_the_last_that_began_whatever_the_clock_said(history: SqliteHistory) -> None:
    for phase, hours in ((Phase.SUCCEEDED, 5), (Phase.TIMEOUT, 0)):
        started = START + timedelta(hours=hours)
        run = Begun(tenant=TENANT, release="1.0.0", mode="normal", trigger="cron", started_at=started)
        history.finish(history.begin(run), Outcome(phase=phase, seconds=1.0))
    last, succeeded = history.last(TENANT), history.last_succeeded(TENANT)
    assert last is not None
    assert succeeded is not None
    assert (last.phase, succeeded.phase) == (Phase.TIMEOUT, Phase.SUCCEEDED)
    assert history.last("orders/other") is None


def test_a_run_that_never_ended_has_crashed_when_the_next_begins(history: SqliteHistory) -> None:
    history.begin(begun())
    history.begin(begun(tenant="orders/other"))
    history.begin(begun())
    states = [(run.begun.tenant, run.outcome.phase if run.outcome else None) for run in history.runs(None, limit=9)]
    assert states == [(TENANT, None), ("orders/other", None), (TENANT, Phase.PLATFORM)]


def test_what_runs_learn_is_laid_over_key_by_key(history: SqliteHistory) -> None:
    history.learn(TENANT, {"a": 1, "b": {"c": 1}})
    history.learn(TENANT, {"b": {"d": 2}})
    assert history.metadata(TENANT) == {"a": 1, "b": {"d": 2}}
    assert history.metadata("orders/other") == {}


def test_a_damaged_or_newer_file_is_a_failure_outside(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database" * 100)
    with pytest.raises(ExternalError, match="the history of runs cannot be used"), opened(tmp_path):
        pass
    (tmp_path / FILE).unlink()
    with sqlite3.connect(tmp_path / FILE) as made:
        made.execute("PRAGMA user_version = 99")
    made.close()
    with pytest.raises(ExternalError, match="written by a newer tenantry"), opened(tmp_path):
        pass


def test_the_state_is_for_its_owner_alone(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.runs("true")
    assert host.run().code == 0
    assert host.state.stat().st_mode & 0o777 == 0o700
    assert (host.state / FILE).stat().st_mode & 0o777 == 0o600
    assert (host.state / "logs/orders/acme/1.log").stat().st_mode & 0o777 == 0o600


def test_a_second_run_is_refused_and_says_who_holds_it(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.runs("touch started; sleep 300")
    first = host.start()
    try:
        _until((host.folder / "code" / "started").exists)
        second = host.run()
        assert second.code == 5
        assert f"a run of orders/acme is under way: process {first.pid}, since 20" in second.stderr
        assert len(host.history()) == 1
    finally:
        first.send_signal(signal.SIGINT)
        first.communicate(timeout=30)
    assert first.returncode == 130
    assert host.history()[0]["message"] == "interrupted"


def test_twelve_at_once_are_one_after_the_other(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.runs("mkdir alone && sleep 0.3 && rmdir alone")
    started = [host.start() for _ in range(12)]
    codes = [each.wait(60) for each in started if each.communicate(timeout=60)]
    assert set(codes) <= {0, 5}
    assert codes.count(0) == len(host.history("--limit", "99")) >= 1


def test_a_runner_that_is_killed_leaves_nobody_and_its_lock_lasts_until_then(tmp_path: Path) -> None:
    host, mark = Host(tmp_path), f"mark-{uuid4().hex}"
    host.runs("(setsid sleep 300 &) ; trap '' TERM; touch started; while true; do sleep 300; done")
    first = host.start(env={**TOKEN, "TZ": mark})
    _until((host.folder / "code" / "started").exists)
    os.kill(first.pid, signal.SIGKILL)
    first.communicate(timeout=30)
    with pytest.raises(AlreadyHeld, match=f"process {first.pid}"), locked(host.state / LOCK, "me"):
        pass  # the command is still ending
    _until(lambda: not processes(mark))
    host.runs("true")
    assert host.run().code == 0
    assert [each["message"] for each in host.history()] == ["exit code 0", "the runner was killed"]


def _until(true: Callable[[], object]) -> None:
    until = time.monotonic() + 30
    while not true():
        assert time.monotonic() < until, "it does not come about"
        time.sleep(0.02)


def test_logs_of_old_runs_go(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.runs("echo hello >&2")
    folder = host.state / "logs" / "orders" / "acme"
    folder.mkdir(parents=True)
    for number in range(-60, 0):
        (folder / f"{number + 1000}.log").write_text("old")
    host.run()
    assert len(list(folder.glob("*.log"))) == 50
