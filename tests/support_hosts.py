"""Schedulers of a host, started for a test in namespaces of their own, where they can change nothing but its folder."""

from __future__ import annotations

import os
import subprocess
from datetime import datetime
from pathlib import Path

from support_targets import tool

_CLOSED = """\
set -eu
mount --make-rprivate /
mount --bind "$FOLDER" /mnt
mount -o bind,remount,ro /
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /tmp
mount -t tmpfs tmpfs /dev/shm
"""
"""All is read-only but the test's folder and an empty /run and /tmp: a scheduler that runs as root may do harm."""
WORK = "/mnt"
"""Where a script finds the test's folder, outside of /tmp, which services do not share."""


def closed(script: str, work: Path, *, seconds: int) -> str:
    """What a shell script prints that runs as root with its own mounts and processes, all of which end with it. It has
    so many seconds, and may write to the folder `work`, which it finds at WORK."""
    root = [] if os.geteuid() == 0 else [tool("sudo", "sudo"), "-n"]
    spaces = [tool("unshare", "util-linux"), "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    limit = [tool("timeout", "coreutils"), "--signal=KILL", str(seconds)]
    command = [*root, *limit, *spaces, "env", f"FOLDER={work}", "bash", "-c", _CLOSED + script]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


_MANAGER = """\
mkdir -p /run/systemd/system /run/user /run/home
export XDG_RUNTIME_DIR=/run/user HOME=/run/home SYSTEMD_UNIT_PATH=/mnt/units
systemd --user --unit=timers.target >/mnt/manager.log 2>&1 &
until systemctl --user is-active --quiet timers.target 2>/dev/null; do sleep 0.1; done
"""
_STOP = """
systemctl --user --force exit
wait
"""


def user_manager(script: str, work: Path, *, seconds: int = 40) -> str:
    """What a script prints that has a systemd user manager with the units below `work/units`, and no others."""
    tool("systemd-analyze", "systemd")
    units = work / "units"
    for name in ("basic", "shutdown", "sysinit", "timers", "network-online"):
        (units / f"{name}.target").write_text("[Unit]\nDefaultDependencies=no\n")
    return closed(_MANAGER + script + _STOP, work, seconds=seconds)


_CRON = """\
mkdir /mnt/spool
mount --bind /mnt/cron.d /etc/cron.d
mount --bind /mnt/spool /var/spool/cron/crontabs
mount --bind /dev/null /etc/crontab
"""


def cron(work: Path, *, zone: str, start: datetime, speed: int, seconds: int) -> str:
    """Runs Debian's cron with the files below `work/cron.d`, for so many real seconds from an instant on, that many
    times as fast. Gives the real time at which it began, in seconds."""
    program, faketime = tool("cron", "cron"), tool("faketime", "faketime")
    for path in (work / "cron.d").iterdir():
        path.chmod(0o644)
    script = (
        f"export TZ={zone} FAKETIME_FMT=%s\ndate +%s.%N\n"
        f"timeout --signal=KILL {seconds} "
        f"{faketime} -f '@{int(start.timestamp())} x{speed}' {program} -f -L 0 >/mnt/cron.log 2>&1 || true\n"
    )
    return closed(_CRON + script, work, seconds=seconds + 20)
