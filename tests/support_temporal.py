"""Temporal's own dev server, and what it has."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import time
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.api.schedule.v1 import Schedule
from temporalio.api.workflowservice.v1 import (
    CreateScheduleRequest,
    DescribeScheduleRequest,
    DescribeScheduleResponse,
    ListScheduleMatchingTimesRequest,
    ListSchedulesRequest,
)
from temporalio.client import Client

from support_compile import base_files

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / ".tools" / "temporal" / "bin" / "temporal"
OWNED = "version: 1\nname: acme\nguard: {max_changed: 100%, max_removed: 100%}\n"
Value = TypeVar("Value")


class Port(NamedTuple):
    """Where the server listens."""

    grpc: int
    http: int


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


class DevServer:
    """A running server, asked without our own code."""

    def __init__(self, port: Port) -> None:
        self.port = port
        self.address = f"127.0.0.1:{port.grpc}"
        self._runner = asyncio.Runner()
        self._client: Client | None = None

    def wait(self, do: Coroutine[Any, Any, Value]) -> Value:
        return self._runner.run(do)

    @property
    def client(self) -> Client:
        deadline = time.monotonic() + 30
        while self._client is None:
            try:
                self._client = self.wait(Client.connect(self.address))
            except RuntimeError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        return self._client

    def describe(self, name: str, namespace: str = "default") -> DescribeScheduleResponse:
        request = DescribeScheduleRequest(namespace=namespace, schedule_id=name)
        return self.wait(self.client.workflow_service.describe_schedule(request))

    def names(self, namespace: str = "default") -> set[str]:
        request = ListSchedulesRequest(namespace=namespace, maximum_page_size=1000)
        listed = self.wait(self.client.workflow_service.list_schedules(request))
        return {each.schedule_id for each in listed.schedules}

    def create(self, name: str, schedule: Schedule, namespace: str = "default") -> None:
        request = CreateScheduleRequest(
            namespace=namespace, schedule_id=name, schedule=schedule, request_id=name
        )  # fmt: skip
        self.wait(self.client.workflow_service.create_schedule(request))

    def times(self, name: str, low: datetime, high: datetime) -> set[datetime]:
        """The instants from `low` up to `high` at which the server would start it."""
        request = ListScheduleMatchingTimesRequest(
            namespace="default", schedule_id=name, start_time=stamp(low), end_time=stamp(high)
        )
        found = self.wait(self.client.workflow_service.list_schedule_matching_times(request))
        return {each.ToDatetime(tzinfo=UTC) for each in found.start_time}

    def namespace(self, name: str) -> str:
        """A new namespace, so that tests do not meet."""
        command = [PROGRAM, "operator", "namespace", "create", "--address", self.address, "-n", name]
        subprocess.run(command, check=True, capture_output=True)
        for _ in range(100):
            done = subprocess.run(
                [PROGRAM, "schedule", "list", "--address", self.address, "-n", name], capture_output=True, check=False
            )
            if done.returncode == 0:
                return name
            time.sleep(0.1)
        pytest.fail(f"namespace {name} does not come up")

    def temporal(self, *arguments: str, namespace: str = "default") -> str:
        """Temporal's own command line, as an operator uses it."""
        command = [PROGRAM, *arguments, "--address", self.address, "--namespace", namespace]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout

    def close(self) -> None:
        self._client = None
        self._runner.close()


def stamp(instant: datetime) -> Timestamp:
    found = Timestamp()
    found.FromDatetime(instant.astimezone(UTC).replace(tzinfo=None))
    return found


@contextmanager
def dev_server(*options: str) -> Iterator[DevServer]:
    """A server of the test's own on free ports of this machine, stopped at the end."""
    if not PROGRAM.exists():
        pytest.fail("needs Temporal's dev server: run `.ci/tools temporal`")
    port = Port(free_port(), free_port())
    command = [PROGRAM, "server", "start-dev", "--headless", "--ip", "127.0.0.1", "--log-level", "error"]
    command += ["--port", str(port.grpc), "--http-port", str(port.http), *options]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server = DevServer(port)
    try:
        assert server.client
        yield server
    finally:
        server.close()
        running.terminate()
        running.wait(timeout=30)


def fleet(tenants: Mapping[str, str], settings: str = OWNED) -> dict[str, str | bytes]:
    """A repository of the integration `orders` with these tenants alone."""
    files: dict[str, str | bytes] = {
        path: content for path, content in base_files().items() if not path.startswith("tenants/")
    }
    files |= {f"tenants/orders/{name}.yaml": text for name, text in tenants.items()}
    return files | {"tenantry.yaml": settings}
