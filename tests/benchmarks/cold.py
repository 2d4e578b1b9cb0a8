"""What a run costs that finds nothing of earlier ones: `validate`, `compile` unwritten and written, and with mistakes.

Unwritten is `compile --check` against a folder that is not there: everything is rendered and nothing is written. The
bars on seconds are twice what a prototype of the hot path took on two cores of this kind (2.2 and 4.1 s for 10,000
tenants, 20 and 59 s for 100,000).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from measure import ROUNDS, Cost, Figure, amount, at_least, at_most, by_turns, taken
from workplace import SIZES, TENANTRY, repository

DIFFERENT: Final = 4
MISTAKES: Final = 0.01
BROKEN: Final = 1.3
UNWRITTEN: Final = {10_000: 4.4, 100_000: 40.0}
WRITTEN: Final = {10_000: 8.2, 100_000: 118.0}
MEMORY: Final = {10_000: 120.0, 100_000: 300.0}
GROWTH: Final = 11.0
"""How many times the work of a tenth of the tenants."""
CORES: Final = 1.35
ONE: Final = ("taskset", "--cpu-list", "0", TENANTRY)
"""On one core, however many processes are started."""
MANY, FEW = 50_000, 3
"""From so many tenants on rounds are few, as each takes minutes."""


def figures(folder: Path) -> Iterator[Figure]:
    """All of them, the sizes one after the other."""
    found: dict[int, Mapping[str, Cost]] = {}
    for tenants in SIZES:
        found[tenants] = by_turns(_works(folder, tenants), rounds=_rounds(tenants))
        yield from _size(tenants, found[tenants])
        yield from _exact(folder, tenants)
        smaller = found.get(tenants // 10)
        if smaller is not None:
            growth = found[tenants]["unwritten"].cpu / smaller["unwritten"].cpu
            yield at_most(f"compile unwritten, {tenants:,} against {tenants // 10:,}, cpu", growth, GROWTH)


def _rounds(tenants: int) -> int:
    return ROUNDS if tenants < MANY else min(ROUNDS, FEW)


def _works(folder: Path, tenants: int) -> dict[str, Callable[[], Cost]]:
    clean, broken = repository(folder, tenants), repository(folder, tenants, mistakes=MISTAKES)
    absent = str(clean.scratch / "absent")
    check = ("compile", "--check", "--out", absent)
    works: dict[str, Callable[[], Cost]] = {
        "validate": lambda: clean.cold("validate"),
        "broken": lambda: broken.cold("validate", codes=(0, 1)),
        "unwritten": lambda: clean.cold(*check, codes=(DIFFERENT,)),
        "written": lambda: clean.cold("compile", "--out", clean.new()),
    }
    if tenants >= MANY:
        works["one core"] = lambda: clean.cold(
            *check, codes=(DIFFERENT,), program=("taskset", "--cpu-list", "0", TENANTRY)
        )
    return works


def _size(tenants: int, found: Mapping[str, Cost]) -> Iterator[Figure]:
    yield taken(f"validate, {tenants:,} tenants", found["validate"])
    yield taken(f"  with {MISTAKES:.0%} of them broken", found["broken"])
    yield at_most("against the clean ones, cpu", found["broken"].cpu / found["validate"].cpu, BROKEN)
    yield taken(f"compile unwritten, {tenants:,} tenants", found["unwritten"])
    yield taken(f"compile into a new folder, {tenants:,} tenants", found["written"])
    yield amount("  tenants a second, written", tenants / found["written"].wall, "1/s")
    for name, bars in (("unwritten", UNWRITTEN), ("written", WRITTEN)):
        if tenants in bars:
            yield at_most(f"compile {name}, cpu", found[name].cpu, bars[tenants], "s cpu")
    if tenants in MEMORY:
        yield at_most("peak memory of the largest process", max(each.memory for each in found.values()),
                      MEMORY[tenants], "MiB")  # fmt: skip
    if "one core" in found:
        yield at_least("two cores against one, unwritten", found["one core"].wall / found["unwritten"].wall, CORES)


def _exact(folder: Path, tenants: int) -> Iterator[Figure]:
    """Whether every mistake is found at its line and column, and nothing else."""
    broken = repository(folder, tenants, mistakes=MISTAKES)
    told = {f"{each['path']}:{each['line']}:{each['column']} {each['code']}"
            for each in json.loads(broken.told("validate", "--format", "json"))["diagnostics"]}  # fmt: skip
    made = set((broken.scratch / "mistakes.txt").read_text(encoding="utf-8").splitlines())
    yield at_least(f"mistakes found at their place, of {len(made)}", len(made & told), len(made), "")
    yield at_most("told besides", len(told - made), 0, "")
