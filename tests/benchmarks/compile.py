"""How fast a cold compile is, what it takes of memory, and how both grow with the number of tenants.

Two bars: a tenant of the largest repository costs at most `GROWTH` times one of the smallest, and `tenantry --help`
takes at most `START` times `python -c "import click"`. A figure that misses its bar says so.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generate import generate
from measure import Figure

SIZES: Final = (1_000, 10_000)
REPEATS: Final = 3
STARTS: Final = 15
GROWTH: Final = 1.2
START: Final = 2.5
TENANTRY: Final = (sys.executable, "-m", "tenantry")


@dataclass(frozen=True, slots=True, order=True)
class Cost:
    """What one process took: seconds of clock and processor, and the most memory it held, in MiB."""

    wall: float
    cpu: float
    memory: float


def cost(command: Sequence[str], *, codes: Container[int] = (0,)) -> Cost:
    """Runs a command, which must end with one of these exit codes, and says what it cost."""
    with open(os.devnull, "wb") as sink:
        actions = [(os.POSIX_SPAWN_DUP2, sink.fileno(), 1)]
        begun = time.perf_counter()
        child = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
        _, status, used = os.wait4(child, 0)
    wall = time.perf_counter() - begun
    if os.waitstatus_to_exitcode(status) not in codes:
        raise SystemExit(f"failed: {' '.join(command)}")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def median(costs: Sequence[Cost]) -> Cost:
    """Each figure's own median."""
    return Cost(*(statistics.median(each) for each in zip(*((c.wall, c.cpu, c.memory) for c in costs), strict=True)))


def compiles(tenants: int, folder: Path) -> Cost:
    """The median cost of compiling a generated repository into a new folder."""
    root = folder / str(tenants)
    generate(tenants).write(root)
    command = [*TENANTRY, "-q", "-C", str(root), "compile", "--out"]
    return median([cost([*command, str(folder / f"build-{tenants}-{run}")]) for run in range(REPEATS)])


def figures() -> Iterator[Figure]:
    """All of them."""
    yield from _start()
    yield from _sizes()


def _start() -> Iterator[Figure]:
    """A cold start and a bare import by turns, so that a busy machine slows both."""
    commands = ((*TENANTRY, "--help"), (sys.executable, "-c", "import click"))
    pairs = [tuple(cost(command).wall for command in commands) for _ in range(STARTS)]
    ours, click = (statistics.median(times) for times in zip(*pairs, strict=True))
    yield _figure("tenantry --help, cold", ours * 1000, "ms", f"import click {click * 1000:.0f} ms")
    yield _figure("  against import click", ours / click, "x", _bar(ours / click, START))


def _sizes() -> Iterator[Figure]:
    each = []
    with tempfile.TemporaryDirectory() as folder:
        for tenants in SIZES:
            took = compiles(tenants, Path(folder))
            each.append(took.cpu / tenants)
            yield _figure(f"compile {tenants:,} tenants to disk, cold", took.wall, "s", f"cpu {took.cpu:.2f} s")
            yield _figure("  tenants per second", tenants / took.wall, "1/s")
            yield _figure("  peak memory", took.memory, "MiB")
    growth = each[-1] / each[0]
    yield _figure(f"cost of a tenant, {SIZES[-1]:,} against {SIZES[0]:,}", growth, "x", _bar(growth, GROWTH))


def _figure(name: str, value: float, unit: str, remark: str = "") -> Figure:
    return Figure(name=name, value=value, unit=unit, remark=remark)


def _bar(value: float, bar: float) -> str:
    return f"bar {bar} x" + ("" if value <= bar else ", MISSED")
