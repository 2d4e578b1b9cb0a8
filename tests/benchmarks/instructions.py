"""How many instructions the processors carry out for one edited tenant, counted by valgrind in all processes: a figure
that a busy machine does not move. Hashes are seeded, so that two counts of the same work are alike.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from measure import Figure, amount, at_most
from warm import PLANNED, last, prepare
from workplace import Repository, repository

SIZES: Final = (100, 1_000)
GROWTH: Final = 1.5
_REFS: Final = re.compile(r"I\s+refs:\s+([\d,]+)")
_VALGRIND: Final = ("valgrind", "--tool=cachegrind", "--cache-sim=no", "--trace-children=yes")


def figures(folder: Path) -> Iterator[Figure]:
    """`validate` and `plan HEAD` of two sizes, once each."""
    if shutil.which("valgrind") is None:
        sys.exit("needs valgrind: run `.ci/tools valgrind`")
    counted = {}
    for tenants in SIZES:
        found = repository(folder, tenants)
        prepare(found)
        for command in (("validate",), ("plan", "HEAD")):
            found.edit(last(found))
            counted[command, tenants] = _instructions(found, command)
            yield amount(f"{' '.join(command)}, one of {tenants:,} edited", counted[command, tenants] / 1e6, "million")
        found.restore()
    for command in (("validate",), ("plan", "HEAD")):
        growth = counted[command, SIZES[1]] / counted[command, SIZES[0]]
        yield at_most(f"{' '.join(command)}, {SIZES[1]:,} against {SIZES[0]:,}", growth, GROWTH)


def _instructions(found: Repository, command: tuple[str, ...]) -> int:
    """Of the command and of every process that it starts."""
    with tempfile.TemporaryDirectory(dir=found.scratch) as logs:
        wrapped = [*_VALGRIND, f"--log-file={logs}/%p", "--cachegrind-out-file=/dev/null", *found.command(*command)]
        variables = {**found.variables(), "PYTHONHASHSEED": "0"}
        done = subprocess.run(wrapped, env=variables, check=False, capture_output=True)
        if done.returncode not in PLANNED:
            sys.exit(f"failed under valgrind: {done.stderr.decode(errors='replace')[-400:]}")
        texts = [path.read_text(encoding="utf-8", errors="replace") for path in Path(logs).iterdir()]
    return sum(int(refs.replace(",", "")) for text in texts for refs in _REFS.findall(text))
