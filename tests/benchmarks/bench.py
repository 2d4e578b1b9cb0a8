"""`make bench`: measures, and says on what. Medians of several rounds in one process, ours and others' in turn."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Final

from measure import Figure

MODULES: Final = (
    "checks",
    "compile",
    "peers",
    "schedules",
)  # fmt: skip
"""Modules beside this one; `figures()` of each yields what it measured."""
ASKED: Final = ("peers",)
"""Run only when they are named: they need programs of others (`make bench-peers`)."""
PACKAGES: Final = ("tenantry", "tzdata", "pydantic", "pyyaml", "croniter", "cronsim")


def machine() -> Iterator[str]:
    """What the figures were measured on."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())
    yield f"machine   {model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}"
    yield f"python    {platform.python_version()} ({platform.python_implementation()})"
    yield "versions  " + ", ".join(f"{name} {version(name)}" for name in PACKAGES)


def line(figure: Figure) -> str:
    """One figure for people."""
    digits = 0 if figure.value >= 100 else 3
    return f"  {figure.name:<58} {figure.value:>14,.{digits}f} {figure.unit:<8} {figure.remark}".rstrip()


def main(wanted: list[str]) -> None:
    """Runs the modules, or those named on the command line."""
    unknown = sorted(set(wanted) - set(MODULES))
    if unknown:
        sys.exit(f"no such benchmark: {', '.join(unknown)}; known: {', '.join(MODULES)}")
    for told in machine():
        print(told)
    for name in wanted or (each for each in MODULES if each not in ASKED):
        print(f"\n{name}")
        for figure in import_module(name).figures():
            print(line(figure), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
