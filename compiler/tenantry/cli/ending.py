"""Ctrl-C, a supervisor's SIGTERM and a lost terminal's SIGHUP end a command alike: it cleans up, and exits 130."""

from __future__ import annotations

import signal
from types import FrameType
from typing import Final

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ending:
    """Whether this process was told to end. What somebody ignores (nohup) stays ignored."""

    def __init__(self) -> None:
        self.told = False

    def listen(self) -> None:
        """From here on, each of the signals raises KeyboardInterrupt."""
        for number in _SIGNALS:
            if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
                signal.signal(number, self._hear)

    def close(self) -> None:
        """From here on, none of them changes how the command ended."""
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self.told = True
        signal.default_int_handler(number, frame)
