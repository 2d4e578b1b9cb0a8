"""The example worker, with the server, the schedules and the processes that they are meant for."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import WorkflowExecutionStatus

from support_cli import Run
from support_temporal import OWNED, ROOT, DevServer, dev_server, fleet

pytestmark = pytest.mark.consumer
WORKER = ROOT / "examples" / "temporal" / "worker.py"
COMMAND = """
import json, os, signal, sys, time
tenant, flag, build = sys.argv[1:]
record = open({record!r}, "a")
def ended(number, frame):
    print("ended", tenant, file=record, flush=True)
    sys.exit(143)
signal.signal(signal.SIGTERM, ended)
artifact = json.load(open(os.path.join(build, "runtime", tenant + ".json")))
print(flag, tenant, artifact["schedule"]["source"], file=record, flush=True)
time.sleep(60 if tenant == "orders/slow" else 0)
sys.exit(3 if tenant == "orders/broken" else 0)
"""
"""Takes the place of `tenantry run`, and its arguments."""


@pytest.fixture(scope="module")
def server() -> Iterator[DevServer]:
    with dev_server() as running:
        yield running


@contextmanager
def worker(server: DevServer, build: Path, command: str) -> Iterator[subprocess.Popen[bytes]]:
    arguments = [WORKER, "--address", server.address, "--build", build, "--command", command]
    running = subprocess.Popen([sys.executable, *map(str, arguments)])
    try:
        yield running
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(timeout=30)


@pytest.fixture
def applied(repository: Callable[[Mapping[str, Any]], Path], tenantry: Run, server: DevServer, tmp_path: Path) -> Path:
    """A fleet that is compiled, and applied for good."""
    daily = 'schedule: {every: 1d, at: "06:00"}\n'
    settings = OWNED + "targets: {temporal: {}}\n"
    root = repository(fleet({"acme": daily, "broken": daily, "slow": daily}, settings))
    integration = root / "integrations" / "orders" / "integration.yaml"
    integration.write_text(integration.read_text() + "limits: {timeout: 60s}\n")
    assert tenantry("-C", root, "compile", "--out", tmp_path / "build").code == 0
    assert tenantry("-C", root, "apply", "temporal", "--address", server.address).code == 0
    return tmp_path


def outcome(server: DevServer, name: str) -> WorkflowExecutionStatus | None:
    """How the last run of a schedule ended, which the schedule itself has started."""
    server.temporal("schedule", "trigger", "--schedule-id", name)
    deadline = time.monotonic() + 40

    async def last() -> WorkflowExecutionStatus | None:
        async for each in server.client.list_workflows(f"TemporalScheduledById = '{name}'", limit=1):
            return each.status
        return None

    while time.monotonic() < deadline:
        found = server.wait(last())
        if found not in (None, WorkflowExecutionStatus.RUNNING):
            return found
        server.wait(asyncio.sleep(0.2))
    return None


def test_a_schedule_runs_its_tenant(server: DevServer, applied: Path) -> None:
    record = applied / "record"
    script = applied / "command.py"
    script.write_text(COMMAND.format(record=str(record)))
    with worker(server, applied / "build", f"{sys.executable} {script}"):
        assert outcome(server, "orders-acme") is WorkflowExecutionStatus.COMPLETED
        assert outcome(server, "orders-broken") is WorkflowExecutionStatus.FAILED
    assert record.read_text().splitlines() == [
        "--build orders/acme every 1d at 06:00",
        "--build orders/broken every 1d at 06:00",
    ]


def test_a_worker_that_stops_ends_its_runs(server: DevServer, applied: Path) -> None:
    record = applied / "record"
    script = applied / "command.py"
    script.write_text(COMMAND.format(record=str(record)))
    with worker(server, applied / "build", f"{sys.executable} {script}"):
        server.temporal("schedule", "trigger", "--schedule-id", "orders-slow")
        for _ in range(200):
            if record.exists() and "orders/slow" in record.read_text():
                break
            time.sleep(0.1)
    assert "ended orders/slow" in record.read_text()
