"""`make bench-peers`: what other programs take for less work on the same tenants.

check-jsonschema checks each tenant against the schema of its integration that `tenantry schema` writes, and nothing
else; yamllint looks at each file's form alone. `tenantry validate` does both, resolves every tenant and asks every
rule.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from compile import TENANTRY, Cost, cost, median
from generate import generate
from measure import Figure

TENANTS: Final = 1_000
REPEATS: Final = 5
TOOLS: Final = Path(__file__).resolve().parents[2] / ".tools" / "peers" / "bin"
BARS: Final = {"check-jsonschema": 2.5, "yamllint": 8.0}
_RULES: Final = "{extends: default, rules: {document-start: disable, line-length: disable, braces: disable}}"


def figures() -> Iterator[Figure]:
    """Ours and theirs by turns; the ratio is of processor time."""
    if not (TOOLS / "yamllint").exists():
        sys.exit("needs the peers: run `.ci/tools peers`")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        generate(TENANTS).write(root)
        subprocess.run([*TENANTRY, "-q", "-C", str(root), "schema"], check=True, stdout=subprocess.DEVNULL)
        os.chdir(root)
        works = {"tenantry": [[*TENANTRY, "-q", "validate"]], **_peers()}
        rounds = [{name: _sum(commands) for name, commands in works.items()} for _ in range(REPEATS)]
    taken = {name: median([each[name] for each in rounds]) for name in works}
    for name, found in taken.items():
        yield Figure(name=f"{TENANTS:,} tenants, {name}", value=found.cpu, unit="cpu s", remark=f"{found.wall:.2f} s")
    for name, bar in BARS.items():
        ratio = taken[name].cpu / taken["tenantry"].cpu
        remark = f"bar {bar} x" + ("" if ratio >= bar else ", MISSED")
        yield Figure(name=f"  {name} against tenantry validate", value=ratio, unit="x", remark=remark)


def _peers() -> dict[str, list[list[str]]]:
    """The commands of each; one of check-jsonschema for each schema, so that it starts as often as there are some."""
    schemas = sorted(Path("schemas/tenants").glob("*.schema.json"))
    checker = str(TOOLS / "check-jsonschema")
    checks = [[checker, "--schemafile", str(each), *_tenants(each.name.partition(".")[0])] for each in schemas]
    files = sorted(str(path) for path in Path("tenants").rglob("*.yaml"))
    return {"check-jsonschema": checks, "yamllint": [[str(TOOLS / "yamllint"), "-d", _RULES, *files]]}


def _tenants(integration: str) -> list[str]:
    found = Path("tenants", integration).rglob("*.yaml")
    return sorted(str(path) for path in found if path.name != "_defaults.yaml")


def _sum(commands: Sequence[Sequence[str]]) -> Cost:
    each = [cost(command) for command in commands]
    return Cost(sum(one.wall for one in each), sum(one.cpu for one in each), max(one.memory for one in each))
