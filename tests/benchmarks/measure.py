"""How benchmarks measure, and what they hand to the runner."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
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
    return compared({"": work}, rounds=rounds)[""]


def compared(works: Mapping[str, Callable[[], object]], *, rounds: int = 7) -> dict[str, float]:
    """The median time of each, taken in turn, so that what else the machine does meets all alike."""
    for work in works.values():
        work()
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            taken[name].append(time.perf_counter() - start)
    return {name: median(times) for name, times in taken.items()}
