"""How far work is that several pieces, perhaps in several processes, are parts of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from tenantry.model.progress import READING, RESOLVING, Progress, hearing, silent

_STEPS: Final = (READING, RESOLVING)
"""What a compile goes through tenant by tenant; each is taken for an equal part of a piece."""
_STRIDE: Final = 64
"""How many of them make it worth telling: it may have to go from one process to another."""


class Advance:
    """How far a step is whose pieces have these sizes. It is told to whoever hears where this was made."""

    def __init__(self, step: str = "", sizes: Sequence[int] = ()) -> None:
        self._progress: Progress = hearing() if sizes else silent
        self._step = step
        self._sizes = sizes
        self._done = [0] * len(sizes)

    def within(self, told: Callable[[float], None]) -> Progress:
        """What hears how far a compile is, and calls `told` with the share that is done: less than 1."""
        return silent if self._progress is silent else partial(_share, told)

    def reached(self, number: int, share: float) -> None:
        """So much of a piece is done."""
        if self._sizes:
            self._done[number] = int(self._sizes[number] * share)
            self.tell()

    def tell(self) -> None:
        """Tells it once more."""
        self._progress(self._step, sum(self._done), sum(self._sizes))


def _share(told: Callable[[float], None], step: str, done: int, total: int | None) -> None:
    if step in _STEPS and total and done % _STRIDE == 0:
        told((_STEPS.index(step) + done / total) / len(_STEPS))
