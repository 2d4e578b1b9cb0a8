"""The process between the runner and an integration: it outlives a runner that is killed, and leaves nobody behind.

It is started as a program of its own (`python -I -S guard.py COMMAND CONTROL STATUS GRACE`), with the environment, the
folder and the outputs of the integration, and imports nothing but the standard library. It adopts whatever the command
leaves behind (PR_SET_CHILD_SUBREAPER), so that a daemon is found too. CONTROL and STATUS are descriptors: a byte or the
end of the first (the runner has died) ends the run, the second gets the status of the command. Other descriptors that
it was given, such as that of a lock, stay open until everybody is gone.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import sys
import time
from collections.abc import Collection, Sequence
from contextlib import suppress

SHELL = "/bin/sh"
INSIST = 10.0
"""Seconds for which what does not go away is killed anew."""
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER, prctl(2)
_STEP = 0.02
_IGNORED = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT)
_RESET = (*_IGNORED, signal.SIGPIPE, signal.SIGXFSZ)


def adopt() -> bool:
    """Makes this process the parent of orphans below it; False where the system has no such thing."""
    try:
        return bool(ctypes.CDLL(None, use_errno=True).prctl(_SUBREAPER, 1, 0, 0, 0) == 0)
    except (AttributeError, OSError):
        return False


def descendants(of: int) -> set[int]:
    """Every living process below one, by /proc; empty where there is no such folder."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc") if os.path.isdir("/proc/self") else ():
        if name.isdigit():
            parent = _living_parent(name)
            children.setdefault(parent, []).append(int(name))
    found: set[int] = set()
    waiting = [of]
    while waiting:
        below = [each for each in children.get(waiting.pop(), ()) if each not in found]
        found.update(below)
        waiting += below
    return found


def _living_parent(process: str) -> int:
    """The parent of a process, 0 for one that is gone or dead; a name may hold anything, so that the last ) counts."""
    try:
        with open(f"/proc/{process}/stat", "rb") as file:
            state, parent = file.read().rpartition(b")")[2].split()[:2]
    except (OSError, ValueError):
        return 0
    return 0 if state in b"ZX" else int(parent)


def end(grace: float, *, spared: Collection[int] = (), group: int = 0) -> bool:
    """Ends everybody below this process, those `spared` left out: SIGTERM, then after `grace` seconds SIGKILL until
    nobody is left. `group` is the process group to end where there is no /proc. False where somebody is left."""
    _signal(_below(spared), signal.SIGTERM, group)
    until = time.monotonic() + grace
    while (left := _below(spared)) and time.monotonic() < until:
        time.sleep(_STEP)
    until = time.monotonic() + INSIST
    while left and time.monotonic() < until:
        _signal(left, signal.SIGSTOP, 0)  # who stands still has no more children
        _signal(_below(spared), signal.SIGKILL, 0)
        time.sleep(_STEP)
        left = _below(spared)
    if group and not os.path.isdir("/proc/self"):
        time.sleep(grace)
        _signal((), signal.SIGKILL, group)
    return not left


def _below(spared: Collection[int]) -> set[int]:
    return descendants(os.getpid()) - set(spared)


def _signal(processes: Collection[int], number: int, group: int) -> None:
    for process in (*processes, *((-group,) if group else ())):
        try:
            os.kill(process, number)
        except (ProcessLookupError, PermissionError):
            continue


def start(command: str) -> int:
    """Starts the command in a session of its own, with empty input, and gives up this process's hold on the outputs."""
    for name in os.listdir("/dev/fd"):
        if int(name) > 2:
            try:
                os.set_inheritable(int(name), False)
            except OSError:
                continue  # the descriptor by which the folder was read
    for number in _IGNORED:
        signal.signal(number, signal.SIG_IGN)
    around = {name: value for name, value in os.environ.items() if name != "LC_CTYPE"}  # Python's own doing (PEP 538)
    empty = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)]
    child = os.posix_spawn(
        SHELL, ["sh", "-c", command], around, file_actions=empty, setsid=True, setsigdef=_RESET, setsigmask=()
    )
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return child


def watch(child: int, control: int) -> int | None:
    """Waits for the command's end, or a word from the runner. The status as of waitpid, None where it still runs."""
    known = hasattr(os, "pidfd_open")
    asked = [control, os.pidfd_open(child)] if known else [control]
    while True:
        ready = select.select(asked, [], [], 1.0 if known else _STEP)[0]
        status = _reaped(child)
        if status is not None or control in ready:
            return status


def _reaped(child: int) -> int | None:
    """Takes note of all who died; the status of the command if it is among them."""
    found = None
    try:
        while (died := os.waitpid(-1, os.WNOHANG))[0]:
            found = died[1] if died[0] == child else found
    except ChildProcessError:
        pass
    return found


def main(arguments: Sequence[str]) -> None:
    """The program: see above."""
    command, control, status, grace = arguments[0], int(arguments[1]), int(arguments[2]), float(arguments[3])
    adopt()
    child = start(command)
    ended = watch(child, control)
    clean = end(grace, group=child)
    ended = _reaped(child) if ended is None else ended
    code = os.waitstatus_to_exitcode(ended) if ended is not None else ""
    with suppress(BrokenPipeError):  # the runner has died
        os.write(status, f"{code} {'clean' if clean else 'left'}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1:])
