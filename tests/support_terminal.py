"""The command on a real terminal: what is on the screen in the end, and what came there."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyte

ERASE = b"\r\x1b[K"
CTRL_C = b"\x03"
_COMMAND = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from tenantry.cli import progress
progress.DELAY, progress.INTERVAL = float(sys.argv.pop(1)), 0.01
from tenantry.cli import main
main()
"""
"""The command, of which the terminal is that which it reads from; every step is shown, after so many seconds, and
many times."""


@dataclass(slots=True, kw_only=True)
class Terminal:
    """A terminal of so many columns with a command on it; `came` is all that was written to it."""

    process: subprocess.Popen[bytes]
    master: int
    columns: int
    came: bytearray = field(default_factory=bytearray)

    def read(self, until: Callable[[bytes], bool] = lambda _: False) -> None:
        """Reads until something is there, or to the end."""
        while not until(bytes(self.came)):
            try:
                chunk = os.read(self.master, 1 << 16)
            except OSError:  # EIO: nobody has it open any more
                break
            if not chunk:
                break
            self.came += chunk

    def type(self, keys: bytes) -> None:
        """What a person does at the keyboard."""
        os.write(self.master, keys)

    def code(self) -> int:
        """The exit code, when all has been read."""
        self.read()
        return self.process.wait(timeout=60)

    @property
    def lines(self) -> list[str]:
        """What is on the screen."""
        return screen(bytes(self.came), self.columns)

    @property
    def steps(self) -> list[str]:
        """Every line of progress that was shown."""
        frames = bytes(self.came).split(ERASE)[1:]
        return [text for frame in frames if (text := frame.partition(b"\r\n")[0].decode()) and b"\n" not in frame]


def screen(content: bytes, columns: int) -> list[str]:
    """What a terminal shows, after it was given this, without the empty lines at the end."""
    shown = pyte.Screen(columns, 300)
    pyte.ByteStream(shown).feed(content)
    return "\n".join(line.rstrip() for line in shown.display).rstrip().split("\n")


@contextmanager
def on_terminal(
    *arguments: str | Path,
    columns: int = 200,
    delay: float = 0,
    env: Mapping[str, str] | None = None,
    **streams: Any,
) -> Iterator[Terminal]:
    """Begins a command on a terminal of its own; of its streams some may go elsewhere."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    command = [sys.executable, "-c", _COMMAND, str(delay), *map(str, arguments)]
    around = {**os.environ, "TERM": "xterm-256color", **(env or {})}
    given = {"stdin": slave, "stdout": slave, "stderr": slave, **streams}
    process = subprocess.Popen(command, env=around, start_new_session=True, **given)
    os.close(slave)
    try:
        yield Terminal(process=process, master=master, columns=columns)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        process.wait()
        with suppress(OSError):
            os.close(master)


def session(number: int) -> list[int]:
    """The processes of a session that are at work."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            state, _, _, sid = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
            if int(sid) == number and state != "Z":
                found.append(int(entry.name))
    return found


def empty(look: Callable[[], Sequence[object]]) -> bool:
    """Whether something is gone within a moment."""
    for _ in range(200):
        if not look():
            return True
        time.sleep(0.02)
    return False
