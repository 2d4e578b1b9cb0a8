"""One line on the terminal that says how far long work has come.

`click.progressbar` does not do: it needs a total, shows itself at once, stays when it is done, and nothing that is
printed beside it takes it away.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from tenantry.cli.outlet import Outlet
from tenantry.model.progress import heard

DELAY: Final = 1.0
"""Seconds in which nothing is shown: most commands are done by then."""
INTERVAL: Final = 0.1
"""Seconds between two lines of the same step."""
_COLUMNS: Final = 80
"""Where a terminal does not know how wide it is."""
_ERASE: Final = b"\r\x1b[K"
"""Carriage return, and "erase in line" to its end (ECMA-48 8.3.41)."""


class Line:
    """The line, on an open descriptor. It is rewritten in its place and never wider than the terminal; a terminal that
    is gone is no error."""

    def __init__(self, descriptor: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._descriptor = descriptor
        self._clock = clock
        self._from = self._next = clock() + DELAY
        self._step = ""
        self._shown = False

    def __call__(self, step: str, done: int, total: int | None) -> None:
        """Shows a step; that of the moment before stays for a while."""
        now = self._clock()
        if now < self._from or (now < self._next and step == self._step):
            return
        self._step, self._next = step, now + INTERVAL
        if self._foreground():
            text = fitting(step, done, total, columns=self._columns())
            self._write(_ERASE + text)
            self._shown = bool(text)

    def erase(self) -> None:
        """Takes the line away, if there is one."""
        if self._shown:
            self._write(_ERASE)
            self._shown = False

    def _columns(self) -> int:
        try:
            return os.get_terminal_size(self._descriptor).columns or _COLUMNS
        except OSError:
            return _COLUMNS

    def _foreground(self) -> bool:
        """Whether the terminal is ours to write to: it may stop a job in the background that does."""
        try:
            return os.tcgetpgrp(self._descriptor) == os.getpgrp()
        except OSError:
            return True  # it is nobody's

    def _write(self, content: bytes) -> None:
        self._shown = True  # also where a signal comes in between
        try:
            os.write(self._descriptor, content)
        except OSError:
            self._from = float("inf")  # nobody looks any more


def fitting(step: str, done: int, total: int | None, *, columns: int) -> bytes:
    """What there is room for in one line of a terminal, whose last column stays free: some wrap after it."""
    count = _grouped(done) if total is None else f"{_grouped(done)} of {_grouped(total)}"
    shown = count if done or total else ""
    texts = (f"{step}  {shown}".rstrip(), shown, "")
    text = next(text for text in texts if len(text) < columns or not text)
    return "".join(letter if " " <= letter <= "~" else "?" for letter in text).encode("ascii")


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", " ")


@contextmanager
def displayed() -> Iterator[None]:
    """Shows how far what is done in here has come, where stderr is a terminal that can take a line away again. Before
    anything else is printed, and in the end, it is."""
    raw = [getattr(getattr(stream, "buffer", None), "raw", None) for stream in (sys.stdout, sys.stderr)]
    outlets = [each for each in raw if isinstance(each, Outlet)]
    if not sys.stderr.isatty() or os.environ.get("TERM") in (None, "", "dumb") or len(outlets) < len(raw):
        yield
        return
    line = Line(sys.stderr.fileno())
    for outlet in outlets:
        outlet.before = line.erase
    try:
        with heard(line):
            yield
    finally:
        line.erase()
        for outlet in outlets:
            outlet.before = None
