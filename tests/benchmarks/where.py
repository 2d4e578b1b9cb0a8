"""Where the time of a cold run goes: shares of each part of the compiler and of each library, by Python's own profiler.

On one core, so that everything happens in one process. The profiler makes calls dearer than they are, so these shares
say what to look at, not what it costs.
"""

from __future__ import annotations

import pstats
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from measure import Figure, amount
from workplace import repository

TENANTS: Final = 1_000
SHOWN: Final = 0.015
"""Smaller shares are not listed."""
PROFILED: Final = """
import cProfile, os, sys
out, os._exit = sys.argv.pop(1), sys.exit
cProfile.run("from tenantry.cli import main; main()", out)
"""
"""A command ends its process at once, without what a profiler would do at the end: hence by the ordinary way."""


def figures(folder: Path) -> Iterator[Figure]:
    """Of `validate`, and of what `compile` into a new folder does."""
    found = repository(folder, TENANTS)
    for arguments in (("validate",), ("compile", "--out", found.new())):
        out = found.new()
        profiled = ["taskset", "--cpu-list", "0", sys.executable, "-c", PROFILED, out]
        found.cold(*arguments, program=profiled)
        shares = _shares(pstats.Stats(out).stats)  # type: ignore[attr-defined]
        for name, share in shares.most_common():
            if share >= SHOWN:
                yield amount(f"{arguments[0]} of {TENANTS:,}: {name}", 100 * share, "%")


def _shares(stats: Mapping[tuple[str, int, str], Any]) -> Counter[str]:
    """Own time by place. What is built in counts for the places that call it."""
    spent: Counter[str] = Counter()
    for (file, _, _), (_, _, own, _, callers) in stats.items():
        if file.startswith(("~", "<")) and callers:
            for (caller, _, _), (_, _, within, _) in callers.items():
                spent[_place(caller)] += within
        else:
            spent[_place(file)] += own
    total = sum(spent.values())
    return Counter({name: each / total for name, each in spent.items()})


def _place(file: str) -> str:
    """The part of the compiler, the library, or Python itself."""
    parts = Path(file).parts
    if "tenantry" in parts and "compiler" in parts:
        inside = parts[len(parts) - parts[::-1].index("tenantry") :]
        return f"tenantry {Path(inside[0]).stem}"
    if "site-packages" in parts:
        return Path(parts[parts.index("site-packages") + 1]).stem
    return "Python, its library and start"
