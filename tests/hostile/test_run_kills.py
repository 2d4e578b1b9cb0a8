"""200 runs that are killed, stopped or time out, of children that resist: nobody is left, and no secret (B21, X4)."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from support_runner import SECRET, Host, processes
from tenantry.runner.mask import Mask

pytestmark = pytest.mark.hostile
KILLS = 200
TENANTS = 10
CHILD = """
trap '' TERM INT HUP
echo "$PAN_SEC_SHOP_TOKEN" >&2
(setsid sh -c 'trap "" TERM; exec >/dev/null 2>&1; sleep 301; sleep 301' &)
sleep 302 & (sleep 303 &)
while true; do sleep 304; done
"""
MARK = f"kills-{os.getpid()}"


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """A host with a few tenants, whose runs last two seconds at most."""
    made = Host(tmp_path_factory.mktemp("host"))
    made.runs(
        CHILD, timeout="2s", files={f"tenants/orders/t{number}.yaml": "configs: {}\n" for number in range(TENANTS)}
    )
    yield made
    assert processes(MARK) == []


def killed(host: Host, number: int) -> int:
    """One run, ended at some moment in one of four ways; gives the runner's exit code."""
    chance = random.Random(number)
    how = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, None)[number % 4]
    environment = {"PAN_SEC_SHOP_TOKEN": SECRET, "TZ": MARK}
    runner = host.start("-q", env=environment, tenant=f"orders/t{number % TENANTS}")
    if how is not None:
        time.sleep(chance.uniform(0.1, 3.0))
        runner.send_signal(how)
    runner.communicate(timeout=60)
    until = time.monotonic() + 40
    while _of_tenant(number % TENANTS) and time.monotonic() < until:
        time.sleep(0.05)
    return runner.returncode


def _of_tenant(number: int) -> list[int]:
    return [process for process in processes(MARK) if _belongs(process, f"orders/t{number}")]


def _belongs(process: int, tenant: str) -> bool:
    try:
        return f"PAN_CTX_TENANT_ID={tenant}".encode() in Path(f"/proc/{process}/environ").read_bytes()
    except OSError:
        return False


def test_200_ends_leave_nobody(host: Host) -> None:
    def column(first: int) -> list[int]:
        return [killed(host, number) for number in range(first, KILLS, TENANTS)]

    with ThreadPoolExecutor(TENANTS) as pool:
        codes = [code for each in pool.map(column, range(TENANTS)) for code in each]
    assert len(codes) == KILLS
    assert processes(MARK) == []
    assert set(codes) <= {-signal.SIGKILL, -signal.SIGTERM, 130, 124, -signal.SIGINT}, codes
    assert codes.count(124) >= KILLS / 4 - TENANTS


def test_afterwards_every_tenant_can_run_and_nothing_is_left_of_secrets(host: Host) -> None:
    host.runs("true", files={})
    for number in range(TENANTS):
        assert host.run(tenant=f"orders/t{number}").code == 0
    everything = b"".join(host.written().values())
    assert Mask([SECRET]).spans(everything) == []
    assert not [run for run in host.history("--limit", "999") if run["phase"] is None]
