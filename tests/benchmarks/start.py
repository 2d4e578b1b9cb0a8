"""How long the tool takes to start, in starts of a bare interpreter, by turns."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from measure import Figure, amount, at_most, by_turns, cost, taken
from workplace import TENANTRY

STARTS: Final = 15
BAR: Final = 4.0
_COMPLETION: Final = {"_TENANTRY_COMPLETE": "bash_complete", "COMP_WORDS": "tenantry va", "COMP_CWORD": "1"}
WORKS: Final[Mapping[str, tuple[list[str], Mapping[str, str]]]] = {
    "a bare interpreter": ([sys.executable, "-c", "pass"], {}),
    "tenantry --version": ([TENANTRY, "--version"], {}),
    "completion of `tenantry va`": ([TENANTRY], _COMPLETION),
    "tenantry --help": ([TENANTRY, "--help"], {}),
}
HELD: Final = ("tenantry --version", "completion of `tenantry va`")


def figures(_folder: Path) -> Iterator[Figure]:
    """All of them."""
    works = {
        name: lambda command=command, variables=variables: cost(command, variables=variables)
        for name, (command, variables) in WORKS.items()
    }
    found = by_turns(works, rounds=STARTS)
    bare = found.pop("a bare interpreter")
    yield taken("a bare interpreter", bare)
    for name, each in found.items():
        yield taken(name, each)
        starts = each.wall / bare.wall
        yield at_most("starts", starts, BAR) if name in HELD else amount("  starts", starts, "x")
