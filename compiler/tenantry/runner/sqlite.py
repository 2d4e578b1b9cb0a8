"""The history in one SQLite file below the state folder."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from tenantry.errors import ExternalError
from tenantry.runner.history import Begun, Finished, Outcome, Run, Tally
from tenantry.runner.phases import Phase

FILE: Final = "runs.sqlite3"
_VERSION: Final = 1
_PATIENCE: Final = 60.0
"""Seconds to wait for others who write."""
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS runs (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant TEXT NOT NULL,
  release TEXT NOT NULL,
  mode TEXT NOT NULL,
  trigger_source TEXT NOT NULL,
  started_at TEXT NOT NULL,
  completed_at TEXT,
  seconds REAL,
  phase TEXT,
  exit_code INTEGER,
  message TEXT,
  stdout TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS runs_of_tenants ON runs (tenant, number);
CREATE TABLE IF NOT EXISTS metadata (tenant TEXT PRIMARY KEY, content TEXT NOT NULL) STRICT;
"""
_CRASHED: Final = "the runner was killed"


class SqliteHistory:
    """See `History`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def begin(self, run: Begun) -> int:
        """Notes a run; those before it that never ended have crashed, as the tenant's lock is held."""
        with _told(), self._connection:
            self._connection.execute(
                "UPDATE runs SET phase = ?, message = ?, completed_at = started_at, seconds = 0 "
                "WHERE tenant = ? AND phase IS NULL",
                (Phase.PLATFORM, _CRASHED, run.tenant),
            )
            values = (run.tenant, run.release, run.mode, run.trigger, _text(run.started_at))
            made = self._connection.execute(
                "INSERT INTO runs (tenant, release, mode, trigger_source, started_at) VALUES (?, ?, ?, ?, ?)", values
            )
        return made.lastrowid or 0

    def finish(self, number: int, outcome: Outcome) -> None:
        """The end is the start and what has passed since, so that no change of the clock makes a run end before it
        began."""
        with _told(), self._connection:
            row = self._connection.execute("SELECT started_at FROM runs WHERE number = ?", (number,)).fetchone()
            completed = datetime.fromisoformat(row["started_at"]) + timedelta(seconds=outcome.seconds)
            self._connection.execute(
                "UPDATE runs SET completed_at = ?, seconds = ?, phase = ?, exit_code = ?, message = ?, stdout = ? "
                "WHERE number = ?",
                (
                    _text(completed),
                    outcome.seconds,
                    outcome.phase,
                    outcome.exit_code,
                    outcome.message,
                    outcome.stdout,
                    number,
                ),
            )

    def last(self, tenant: str) -> Finished | None:
        """By the order in which runs began, not by a clock."""
        return self._finished("tenant = ? AND phase IS NOT NULL", tenant)

    def last_succeeded(self, tenant: str) -> Finished | None:
        """As `last`."""
        return self._finished(f"tenant = ? AND phase = '{Phase.SUCCEEDED}'", tenant)

    def _finished(self, where: str, tenant: str) -> Finished | None:
        rows = self._rows(f"SELECT * FROM runs WHERE {where} ORDER BY number DESC LIMIT 1", tenant)  # noqa: S608 (ours)
        return next((_finished(row) for row in rows), None)

    def runs(self, tenant: str | None, *, limit: int) -> Sequence[Run]:
        """See `History`."""
        query = "SELECT * FROM runs WHERE ?1 IS NULL OR tenant = ?1 ORDER BY number DESC LIMIT ?2"
        return [_run(row) for row in self._rows(query, tenant, limit)]

    def tenants(self) -> Sequence[str]:
        """See `History`."""
        return [row["tenant"] for row in self._rows("SELECT DISTINCT tenant FROM runs ORDER BY tenant")]

    def tallies(self, tenant: str | None, *, since: datetime | None) -> Sequence[Tally]:
        """See `History`."""
        query = (
            "SELECT tenant, release, count(*) AS runs, sum(phase <> ?3) AS failed, min(started_at) AS since, "
            "max(completed_at) AS until FROM runs WHERE phase IS NOT NULL AND (?1 IS NULL OR tenant = ?1) "
            "AND (?2 IS NULL OR started_at >= ?2) GROUP BY tenant, release ORDER BY tenant, release"
        )
        rows = self._rows(query, tenant, _text(since) if since else None, Phase.SUCCEEDED)
        return [
            Tally(
                tenant=row["tenant"],
                release=row["release"],
                runs=row["runs"],
                failed=row["failed"],
                since=datetime.fromisoformat(row["since"]),
                until=datetime.fromisoformat(row["until"]),
            )
            for row in rows
        ]

    def metadata(self, tenant: str) -> Mapping[str, object]:
        """See `History`."""
        rows = self._rows("SELECT content FROM metadata WHERE tenant = ?", tenant)
        found: dict[str, object] = json.loads(rows[0]["content"]) if rows else {}
        return found

    def learn(self, tenant: str, values: Mapping[str, object]) -> None:
        """See `History`."""
        content = json.dumps({**self.metadata(tenant), **values}, ensure_ascii=False)
        with _told(), self._connection:
            self._connection.execute("INSERT OR REPLACE INTO metadata VALUES (?, ?)", (tenant, content))

    def _rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        with _told():
            return self._connection.execute(query, values).fetchall()


@contextmanager
def opened(state: Path) -> Iterator[SqliteHistory]:
    """The history of a state folder, made if need be. ExternalError where it cannot be used."""
    with _told():
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = state / FILE
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        connection = sqlite3.connect(file, timeout=_PATIENCE)
    try:
        with _told():
            connection.row_factory = sqlite3.Row
            _prepare(connection)
        yield SqliteHistory(connection)
    finally:
        connection.close()


def _prepare(connection: sqlite3.Connection) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > _VERSION:
        raise ExternalError(f"{FILE} of the state folder was written by a newer tenantry")
    if version < _VERSION:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {_VERSION}; COMMIT;")


@contextmanager
def _told() -> Iterator[None]:
    """What the file or its disk does wrong is a failure outside."""
    try:
        yield
    except sqlite3.Error as error:
        raise ExternalError(f"the history of runs cannot be used: {error}") from None
    except OSError as error:
        raise ExternalError(f"the state folder cannot be used: {error.strerror}: {error.filename}") from None


def _text(instant: datetime) -> str:
    """All of one length and zone, so that texts sort as instants do."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def _finished(row: sqlite3.Row) -> Finished:
    return Finished(
        started_at=datetime.fromisoformat(row["started_at"]),
        completed_at=datetime.fromisoformat(row["completed_at"]),
        phase=row["phase"],
        stdout=row["stdout"],
    )


def _run(row: sqlite3.Row) -> Run:
    begun = Begun(
        tenant=row["tenant"],
        release=row["release"],
        mode=row["mode"],
        trigger=row["trigger_source"],
        started_at=datetime.fromisoformat(row["started_at"]),
    )
    outcome = Outcome(
        phase=row["phase"],
        seconds=row["seconds"],
        exit_code=row["exit_code"],
        message=row["message"],
        stdout=row["stdout"],
    )
    over = row["phase"] is not None
    completed = datetime.fromisoformat(row["completed_at"]) if over else None
    return Run(number=row["number"], begun=begun, completed_at=completed, outcome=outcome if over else None)
