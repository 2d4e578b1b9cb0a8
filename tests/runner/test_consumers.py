"""End to end: the sample integration compiled, started by Debian's cron and by a timer of systemd, with a
secret from a real OpenBao that its token may read by the rendered policy alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support_openbao import Bao, development
from support_runner import SECRET
from support_scheduled import check, installed, namespace, wait_for_run
from support_targets import tool

pytestmark = pytest.mark.consumer


@pytest.fixture(scope="module")
def bao(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bao]:
    with development(tmp_path_factory.mktemp("bao")) as server:
        server.put("orders/acme/shop", {"token": SECRET})
        server.put("orders/borealis/shop", {"token": "another tenant's"})
        yield server


_CRON = """
set -eu
mount --make-rprivate /
mkdir -p cron.d spool
cp build/crontab/tenantry cron.d/tenantry
mount --bind cron.d /etc/cron.d
mount --bind spool /var/spool/cron/crontabs
mount --bind /dev/null /etc/crontab
mount -t tmpfs tmpfs /run
exec "$CRON" -f -L 0
"""
"""In a namespace of mounts and processes: the daemon sees the one crontab, and ends with the namespace."""


def test_cron_starts_a_tenant(tmp_path: Path, bao: Bao) -> None:
    host = installed(tmp_path, bao, "crontab", f"user: root, command: {tmp_path}/tenantry-run, build: {tmp_path}/build")
    with namespace(_CRON, tmp_path):
        wait_for_run(host)
    check(host)


_SYSTEMD = """
set -eu
mount --make-rprivate /
mount --bind . /mnt
mount --bind /tmp /tmp
mount -o bind,remount,ro /
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/system /run/user /run/home
export XDG_RUNTIME_DIR=/run/user HOME=/run/home SYSTEMD_UNIT_PATH=/mnt/build/systemd:/mnt/units
systemd --user --unit=timers.target --log-target=console &
until systemctl --user is-active --quiet timers.target 2>/dev/null; do sleep 0.2; done
systemctl --user start tenantry-orders-acme.timer
wait
"""
"""The manager of a user, in namespaces of mounts and processes; all but /mnt, /tmp and /run is read-only."""
_DROP_IN = """\
[Service]
# The manager of a user starts as that user alone, and makes none up.
User=
DynamicUser=no
# The tests may stand below /tmp; the others need files that a virtual machine or a container may lack.
PrivateTmp=no
ProtectKernelLogs=no
ProtectKernelTunables=no
ReadWritePaths=/mnt
"""


def test_a_timer_of_systemd_starts_a_tenant(tmp_path: Path, bao: Bao) -> None:
    tool("systemd-analyze", "systemd")
    options = "command: /mnt/tenantry-run, build: /mnt/build"
    host = installed(tmp_path, bao, "systemd", options, seen_as=Path("/mnt"))
    units = tmp_path / "units"
    (units / "tenantry-run@.service.d").mkdir(parents=True)
    (units / "tenantry-run@.service.d" / "test.conf").write_text(_DROP_IN)
    for name in ("basic", "shutdown", "sysinit", "timers", "network-online"):
        (units / f"{name}.target").write_text("[Unit]\nDefaultDependencies=no\n")
    with namespace(_SYSTEMD, tmp_path):
        wait_for_run(host)
    check(host)


def test_another_tenants_secret_is_refused_by_the_policy(tmp_path: Path, bao: Bao) -> None:
    host = installed(tmp_path, bao, "crontab", "")
    policy = (tmp_path / "build/vault/policies/orders/acme.hcl").read_text()
    around = bao.environ(bao.token(policy, name="acme"))
    assert host.run("-C", "config", env=around).code == 0
    done = host.run("-C", "config", tenant="orders/borealis", env=around)
    assert done.code == 6
    assert "does not let this token read kv/data/orders/borealis/shop" in done.stderr
