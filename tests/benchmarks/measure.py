"""How benchmarks measure, and what they hand to the runner."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured line: `value` in `unit`, and beside it how it compares or what is aimed at."""

    name: str
    value: float
    unit: str
    remark: str = ""


def seconds(work: Callable[[], object], *, rounds: int = 7) -> float:
    """The median time of some rounds, after one to warm up."""
    work()
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return median(taken)
