"""A Temporal worker that runs tenants: each start of a schedule that `tenantry apply temporal` keeps becomes one
`tenantry run TENANT`.

    pip install 'tenantry[temporal]'
    tenantry compile --out /etc/tenantry/build
    python worker.py --address temporal.example.com:7233 --build /etc/tenantry/build

The options of target temporal and those of the worker must name the same namespace and queue. API keys and certificates
come from the variables that Temporal's own tools know: TEMPORAL_API_KEY, TEMPORAL_TLS_CLIENT_CERT_PATH and so on.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import re
import shlex
import signal
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.common import RetryPolicy
from temporalio.envconfig import ClientConfigProfile
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker

_BEAT: Final = timedelta(seconds=10)
"""How often a run says that it is alive; Temporal tells it then whether it has been cancelled."""
_GRACE: Final = 10
"""Seconds between asking a run to end and ending it."""
_TENANT: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}/[a-z0-9][a-z0-9-]{0,62}")


@dataclass(frozen=True)
class Order:
    """What a schedule asks for; the target renders it."""

    tenant: str
    timeout_seconds: int


@workflow.defn(name="tenantry-run")
class RunTenant:
    """Runs one tenant once: a failed run is not repeated, the next start of the schedule is the next try."""

    @workflow.run
    async def run(self, order: Order) -> None:
        """Waits for the run."""
        await workflow.execute_activity(
            "run-tenant",
            order,
            start_to_close_timeout=timedelta(seconds=order.timeout_seconds),
            heartbeat_timeout=3 * _BEAT,
            retry_policy=RetryPolicy(maximum_attempts=1),
        )


class Runs:
    """The activity: `tenantry run` as a process of its own. Its log goes where the worker's goes."""

    def __init__(self, command: list[str], build: str) -> None:
        self._command = command
        self._build = build

    @activity.defn(name="run-tenant")
    async def run(self, order: Order) -> None:
        """Ends with the run; cancelled or timed out, it ends the run."""
        if not _TENANT.fullmatch(order.tenant):
            raise ApplicationError("that is not the id of a tenant", type="invalid-tenant")
        child = await asyncio.create_subprocess_exec(*self._command, order.tenant, "--build", self._build)
        try:
            while child.returncode is None:
                activity.heartbeat()
                await _wait(child, _BEAT.total_seconds())
        finally:
            await _end(child)
        if child.returncode != 0:
            raise ApplicationError(
                f"the run of {order.tenant} ended with exit code {child.returncode}", type=f"exit-{child.returncode}"
            )


async def _wait(child: asyncio.subprocess.Process, seconds: float) -> None:
    try:
        await asyncio.wait_for(child.wait(), seconds)
    except TimeoutError:
        return


async def _end(child: asyncio.subprocess.Process) -> None:
    """Asks a run that is still going on to end, and ends it where it does not."""
    if child.returncode is None:
        child.terminate()
        await _wait(child, _GRACE)
    if child.returncode is None:
        child.kill()
        await child.wait()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Runs the tenants that Temporal's schedules start.")
    parser.add_argument("--address", help="the frontend; default: TEMPORAL_ADDRESS, else localhost:7233")
    parser.add_argument("--namespace", help="default: TEMPORAL_NAMESPACE, else default")
    parser.add_argument("--task-queue", default="tenantry")
    parser.add_argument("--build", default="build", help="the build tree; default: build")
    parser.add_argument("--command", default="tenantry run", help="what starts a tenant; default: tenantry run")
    parser.add_argument("--at-once", type=int, default=20, help="runs at a time; default: 20")
    return parser.parse_args()


async def main() -> None:
    """Works until SIGINT or SIGTERM; runs that are going on are then ended."""
    arguments = _arguments()
    config = ClientConfigProfile.load(disable_file=True).to_client_connect_config()
    config["target_host"] = arguments.address or config.get("target_host") or "localhost:7233"
    config["namespace"] = arguments.namespace or config.get("namespace") or "default"
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    worker = Worker(
        await Client.connect(**config),
        task_queue=arguments.task_queue,
        workflows=[RunTenant],
        activities=[Runs(shlex.split(arguments.command), arguments.build).run],
        max_concurrent_activities=arguments.at_once,
    )
    async with worker:
        logging.info("working on queue %s at %s", arguments.task_queue, config["target_host"])
        await stop.wait()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    asyncio.run(main())
