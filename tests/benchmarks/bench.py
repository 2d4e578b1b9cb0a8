"""`make bench`: measures, and says on what. Medians of several rounds, ours and others' by turns.

`TENANTRY_BENCH_SIZES=1000,10000,100000` measures other sizes and `TENANTRY_BENCH_ROUNDS=3` fewer rounds; `--markdown`
prints a table for docs/performance.md; words are the modules to run. Seconds of the clock depend on what else the
machine does, seconds of processor less so, and ratios of one run least.
"""

from __future__ import annotations

import compileall
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from measure import COLUMNS

Row = Callable[[Sequence[str]], str]

MODULES: Final = (
    "start",
    "warm",
    "cold",
    "floors",
    "instructions",
    "where",
    "peers",
    "schedules",
)  # fmt: skip
"""Modules beside this one; `figures(folder)` of each yields what it measured in repositories below the folder.

The one that loads tenantry into this process is the last: see `measure.cost`.
"""
ASKED: Final = ("peers",)
"""Run only when they are named: they need programs of others (`make bench-peers`)."""
PACKAGES: Final = ("tenantry", "tzdata", "pydantic", "pyyaml", "jsonschema-rs", "croniter", "cronsim")


def machine() -> Iterator[str]:
    """What the figures were measured on."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())
    yield f"machine   {model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}"
    git = subprocess.run(["git", "version"], capture_output=True, text=True, check=True).stdout.strip()
    yield f"programs  Python {platform.python_version()}, {git}"
    yield "versions  " + ", ".join(f"{name} {version(name)}" for name in PACKAGES)


def main(wanted: list[str], *, markdown: bool = False) -> None:
    """Runs the modules, or those named on the command line."""
    row = _cells if markdown else _line
    unknown = sorted(set(wanted) - set(MODULES))
    if unknown:
        sys.exit(f"no such benchmark: {', '.join(unknown)}; known: {', '.join(MODULES)}")
    _installed()
    for told in machine():
        print(told)
    print()
    print(row(COLUMNS))
    if markdown:
        print(row(("---",) * len(COLUMNS)))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        modules = wanted or [each for each in MODULES if each not in ASKED]
        missed = sum(_printed(name, Path(folder), row) for name in modules)
    print(f"\n{missed} bars missed" if missed != 1 else "\n1 bar missed")


def _installed() -> None:
    """Makes the bytecode of tenantry, as an installation does: where Python may write none, every run would compile
    what changed since it was written."""
    spec = find_spec("tenantry")
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        compileall.compile_dir(folder, quiet=1)


def _printed(name: str, folder: Path, row: Row) -> int:
    """Prints the figures of one module; how many of its bars are missed."""
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(row((f"[{name}]", "", "", "", "", f"load before: {load}")), flush=True)
    missed = 0
    for figure in import_module(name).figures(folder):
        print(row(figure.cells()), flush=True)
        missed += figure.missed
    return missed


def _line(cells: Sequence[str]) -> str:
    name, wall, cpu, memory, value, remark = cells
    return f"{name:<58} {wall:>9} {cpu:>9} {memory:>6} {value:>16}  {remark}".rstrip()


def _cells(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.strip() for cell in cells)} |"


if __name__ == "__main__":
    main([name for name in sys.argv[1:] if name != "--markdown"], markdown="--markdown" in sys.argv)
