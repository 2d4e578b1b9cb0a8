"""The sample integration on a host whose scheduler starts it, with a secret from a real OpenBao."""

from __future__ import annotations

import hashlib
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from support_feed import feed_files, feed_source
from support_openbao import Bao
from support_runner import ROOT, SECRET, TENANT, Host
from support_targets import tool


def installed(folder: Path, bao: Bao, target: str, options: str, *, seen_as: Path | None = None) -> Host:
    """A host with the sample compiled for a target, and a program that starts the runner there with its token; the
    folder is elsewhere for whoever starts it, where `seen_as` says so."""
    there = seen_as or folder
    host = Host(folder)
    settings = "version: 1\nname: feed\nsecrets: {store: vault, mount: kv}\nschedule: {min_interval: 1m}\n"
    settings += f"targets: {{vault: {{}}, {target}: {{{options}}}}}\n"
    files = {"tenantry.yaml": settings, "tenants/orders/acme.yaml": 'schedule: {cron: "* * * * *"}\n'}
    host.runs("true", files=feed_files(folder / "source", feed_source(folder / "source")) | files)
    token = bao.token((folder / "build/vault/policies/orders/acme.hcl").read_text(), name="acme")
    variables = {**bao.environ(token), "PYTHONPATH": str(ROOT / "compiler")}
    lines = [f"export {name}={shlex.quote(value)}\n" for name, value in variables.items()]
    start = shlex.join([sys.executable, "-m", "tenantry", "-C", str(there / "config"), "run"])
    program = folder / "tenantry-run"
    program.write_text(f'#!/bin/sh\n{"".join(lines)}exec {start} "$@" --state {there}/state 2>>{there}/stderr\n')
    program.chmod(0o755)
    return host


def check(host: Host) -> None:
    """One run, with the secret of the vault, which is written nowhere."""
    (run,) = [each for each in host.history(TENANT) if each["run"] == 1]
    assert (run["phase"], run["trigger"]) == ("Succeeded", "cron")
    log = (host.state / "logs/orders/acme/1.log").read_text()
    assert log.splitlines()[0] == "normal: orders 1 to 100 of region eu"
    assert f"asking the shop with ***, sha256 {hashlib.sha256(SECRET.encode()).hexdigest()}" in log
    assert SECRET.encode() not in b"".join(host.written().values())


@contextmanager
def namespace(script: str, folder: Path) -> Iterator[None]:
    """A script that runs as root in the host's folder with mounts and processes of its own, which all end with it."""
    root = [] if os.geteuid() == 0 else [tool("sudo", "sudo"), "-n"]
    limit = [tool("timeout", "coreutils"), "--signal=KILL", "150"]
    spaces = [tool("unshare", "util-linux"), "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    command = [*root, *limit, *spaces, "env", f"CRON={tool('cron', 'cron')}", "bash", "-c", script]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, cwd=folder, stdout=log, stderr=log) as scheduler:
        try:
            yield
        finally:
            scheduler.kill()


def wait_for_run(host: Host) -> None:
    """Waits until the first run is over; fails with what was said where none is."""
    assert _until((host.state / "logs/orders/acme/1.log").exists, 90), _said(host.folder)
    assert _until(lambda: host.history(TENANT)[0]["phase"], 20), _said(host.folder)


def _until(true: Callable[[], object], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.2)
    return True


def _said(folder: Path) -> str:
    files = [folder / "stderr", folder / "log"]
    return "".join(file.read_text() for file in files if file.exists()) or "nothing was started"
