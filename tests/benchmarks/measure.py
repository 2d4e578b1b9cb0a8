"""How benchmarks measure, and what they hand to the runner."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

ROUNDS: Final = int(os.environ.get("TENANTRY_BENCH_ROUNDS", "5"))


@dataclass(frozen=True, slots=True, order=True)
class Cost:
    """What one command took: seconds of clock and of processor, and MiB of the largest of its processes at its peak."""

    wall: float
    cpu: float
    memory: float

    def __add__(self, other: Cost) -> Cost:
        """One after the other."""
        return Cost(self.wall + other.wall, self.cpu + other.cpu, max(self.memory, other.memory))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table, in words: what was measured, and what came out."""

    name: str
    wall: str = ""
    cpu: str = ""
    memory: str = ""
    value: str = ""
    remark: str = ""
    missed: bool = False
    """Whether there is a bar, and it is not reached."""

    def cells(self) -> tuple[str, ...]:
        """As a row below `COLUMNS`."""
        return (self.name, self.wall, self.cpu, self.memory, self.value, self.remark)


COLUMNS: Final = ("", "wall s", "cpu s", "MiB", "figure", "bar or remark")


def amount(name: str, value: float, unit: str, remark: str = "") -> Figure:
    """A number with a unit."""
    return Figure(name=name, value=f"{value:,.{0 if value >= 100 else 2}f} {unit}", remark=remark)


def taken(name: str, cost: Cost, remark: str = "") -> Figure:
    """What something costs."""
    return Figure(name=name, wall=f"{cost.wall:.3f}", cpu=f"{cost.cpu:.3f}", memory=f"{cost.memory:.0f}", remark=remark)


def at_most(name: str, value: float, bar: float, unit: str = "x") -> Figure:
    """A figure whose bar is a roof."""
    return _against(name, value, f"at most {bar:g}", unit, missed=value > bar)


def at_least(name: str, value: float, bar: float, unit: str = "x") -> Figure:
    """A figure whose bar is a floor."""
    return _against(name, value, f"at least {bar:g}", unit, missed=value < bar)


def _against(name: str, value: float, bar: str, unit: str, *, missed: bool) -> Figure:
    told = f"{value:,.{0 if value >= 100 else 2}f} {unit}".rstrip()
    return Figure(name=f"  {name}", value=told, remark=f"{bar}{', MISSED' if missed else ''}", missed=missed)


def cost(command: Sequence[str], *, codes: Container[int] = (0,), variables: Mapping[str, str] | None = None) -> Cost:
    """Runs a command, which must end with one of these exit codes, and says what it and its children cost.

    A process that is spawned begins with the peak of the one that spawns it, as far as `wait4` tells: what is measured
    with must stay smaller than what is measured, so repositories are generated in processes of their own.
    """
    with open(os.devnull, "wb") as sink, tempfile.TemporaryFile() as told:
        actions = [(os.POSIX_SPAWN_DUP2, sink.fileno(), 1), (os.POSIX_SPAWN_DUP2, told.fileno(), 2)]
        begun = time.perf_counter()
        child = os.posix_spawnp(command[0], command, {**os.environ, **(variables or {})}, file_actions=actions)
        _, status, used = os.wait4(child, 0)
        wall = time.perf_counter() - begun
        if os.waitstatus_to_exitcode(status) not in codes:
            told.seek(0)
            reason = told.read().decode(errors="replace")[-1000:]
            raise SystemExit(f"failed with {os.waitstatus_to_exitcode(status)}: {' '.join(command)[:400]}\n{reason}")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def median(costs: Sequence[Cost]) -> Cost:
    """Each figure's own median."""
    return Cost(*map(statistics.median, zip(*((each.wall, each.cpu, each.memory) for each in costs), strict=True)))


def by_turns(works: Mapping[str, Callable[[], Cost]], *, rounds: int = ROUNDS) -> dict[str, Cost]:
    """The median of each, taken in turn, so that what else the machine does meets all alike."""
    each = [{name: work() for name, work in works.items()} for _ in range(rounds)]
    return {name: median([found[name] for found in each]) for name in works}


def seconds(work: Callable[[], object], *, rounds: int = 7) -> float:
    """The median time of some rounds in this process, after one to warm up."""
    return compared({"": work}, rounds=rounds)[""]


def compared(works: Mapping[str, Callable[[], object]], *, rounds: int = 7) -> dict[str, float]:
    """The median time of each in this process, taken in turn, after one to warm up."""
    for work in works.values():
        work()
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(found) for name, found in times.items()}
