"""`make bench-peers`: what other programs take for the same 1,000 tenants, or for a part of what we do with them.

Kapitan renders the same Kubernetes objects and runtime files, which is checked document by document. Jenkins Job
Builder makes one job a tenant, dag-factory one DAG. check-jsonschema and ajv check each tenant against one schema and
nothing else, yamllint looks at form alone, octoDNS plans one changed record of 1,000 files. None of them checks
schedules, releases or the options of each release.

Rounds go by turns; those of which one takes tens of seconds are in the first `FEW` rounds only: they lie so far from
their bar that two more rounds tell nothing new.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from measure import ROUNDS, Cost, Figure, amount, at_least, cost, median, taken
from warm import PLANNED, last, prepare
from workplace import Repository, repository

TENANTS: Final = 1_000
FEW: Final = 3
ROOT: Final = Path(__file__).resolve().parents[2]
TOOLS: Final = ROOT / ".tools"
KAPITAN: Final = TOOLS / "peers-kapitan/bin/kapitan"
JOBS: Final = TOOLS / "peers-jobs/bin/jenkins-jobs"
DAGS: Final = TOOLS / "peers-dags/bin/python"
RECORDS: Final = TOOLS / "peers-dns/bin/octodns-sync"
CHECKER: Final = TOOLS / "peers-linters/bin/check-jsonschema"
LINTER: Final = TOOLS / "peers-linters/bin/yamllint"
AJV: Final = ROOT / "tests/tools/node_modules/.bin/ajv"
_SCHEMA: Final = "schemas/defaults.schema.json"
"""What `tenantry schema` writes for any tenant, whatever its integration."""
_RULES: Final = "{extends: default, rules: {document-start: disable, line-length: disable}}"
_TENANTS: Final = "tenants/**/[a-z]*.yaml"
COMPILE, VALIDATE, PLAN, EDITED, COLD_PLAN = (
    "compile, cold",
    "validate, cold",
    "plan of one edit",
    "validate of one edit",
    "plan of one edit, cold",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Another program: its work, which of ours that is held against, and how many times faster ours must be."""

    name: str
    program: Path
    work: Callable[[], Cost]
    against: tuple[str, ...]
    wall: float | None = None
    cpu: float | None = None
    rounds: int = ROUNDS


@dataclass(frozen=True, slots=True)
class Bench:
    """The repository, the other programs' view of it, and each one's command."""

    found: Repository
    layouts: Path
    build: Path

    def peers(self) -> tuple[Peer, ...]:
        """All of them."""
        edited = last(self.found)
        target = "-".join((edited.relative_to(self.found.root / "tenants").parts[0], edited.stem))
        checked = [CHECKER, "--schemafile", _SCHEMA, *self.files()]
        linted = [LINTER, "-d", _RULES, *self.files()]
        ajv = [AJV, "validate", "--strict=false", "--validate-formats=false", "-s", _SCHEMA, "-d", _TENANTS]
        planned = [RECORDS, "--quiet", "--config-file", self.layouts / "records" / "settings.yaml"]
        return (
            Peer(name="Kapitan", program=KAPITAN, work=self.kapitan, against=(COMPILE,), wall=12, cpu=12, rounds=FEW),
            Peer(name="Kapitan -t one target", program=KAPITAN, work=lambda: self.kapitan("-t", target),
                 against=(EDITED, PLAN), wall=25),
            Peer(name="Jenkins Job Builder", program=JOBS, work=self.jobs, against=(COMPILE,), wall=6, cpu=6,
                 rounds=FEW),
            Peer(name="dag-factory", program=DAGS, work=self.dags, against=(COMPILE,), wall=5, cpu=5, rounds=FEW),
            Peer(name="check-jsonschema, one schema", program=CHECKER, work=lambda: self.run(checked),
                 against=(VALIDATE,), wall=2.5, cpu=2.5),
            Peer(name="ajv-cli, one schema", program=AJV, work=lambda: self.run(ajv), against=(VALIDATE,), cpu=1),
            Peer(name="yamllint", program=LINTER, work=lambda: self.run(linted), against=(VALIDATE,), wall=8, cpu=8),
            Peer(name="octoDNS plan", program=RECORDS, work=lambda: self.run(planned), against=(PLAN, COLD_PLAN)),
        )  # fmt: skip

    def ours(self) -> dict[str, Callable[[], Cost]]:
        """Our side of each comparison."""
        return {
            COMPILE: lambda: self.found.cold("compile", "--out", self.found.new()),
            VALIDATE: lambda: self.found.cold("validate"),
            EDITED: lambda: self.edited("validate"),
            PLAN: lambda: self.edited("plan", "HEAD"),
            COLD_PLAN: lambda: self.found.cold("plan", "HEAD", codes=PLANNED),
        }

    def edited(self, *command: str) -> Cost:
        """A warm run after an edit that there never was."""
        self.found.edit(last(self.found))
        return self.found.warm(*command, codes=PLANNED)

    def files(self) -> list[str]:
        """Every tenant's file, seen from the repository."""
        return [str(path.relative_to(self.found.root)) for path in self.found.tenants()]

    def run(self, command: Sequence[object]) -> Cost:
        """A command in the repository."""
        return cost(["env", "-C", str(self.found.root), *map(str, command)])

    def kapitan(self, *more: str) -> Cost:
        """A compile by Kapitan into a new folder, by its fast inventory."""
        out = Path(self.found.new())
        arguments = ["compile", "--inventory-backend", "reclass-rs", "-p", "2", "--output-path", str(out), *more]
        taken = cost(["env", "-C", str(self.layouts / "kapitan"), str(KAPITAN), *arguments])
        if not more:
            checked = [sys.executable, "-m", "layouts", "differing", str(self.build), str(out / "compiled")]
            if subprocess.run(checked, cwd=Path(__file__).parent, check=False).returncode:
                raise SystemExit("Kapitan's documents are not equal to ours")
        return taken

    def jobs(self) -> Cost:
        """All jobs as XML."""
        out, home = self.found.new(), self.layouts / "jobs"
        arguments = ["--conf", str(home / "settings.ini"), "test", "-r", str(home / "jobs"), "-o", out]
        taken = cost([str(JOBS), *arguments])
        if len(list(Path(out).rglob("*"))) < TENANTS:
            raise SystemExit("Jenkins Job Builder made fewer jobs than there are tenants")
        return taken

    def dags(self) -> Cost:
        """All DAGs, as Airflow's processor of files would load them."""
        home = self.layouts / "dags"
        variables = {"AIRFLOW_HOME": str(home / "airflow"), "DO_NOT_TRACK": "true", "SCARF_NO_ANALYTICS": "true",
                     "AIRFLOW__CORE__DAGS_FOLDER": str(home / "dags")}  # fmt: skip
        return cost([str(DAGS), str(home / "load.py"), str(home / "dags"), str(TENANTS)], variables=variables)


def figures(folder: Path) -> Iterator[Figure]:
    """Ours and theirs by turns; ratios say how many times faster ours is."""
    bench = _laid(repository(folder, TENANTS))
    ours, peers = bench.ours(), bench.peers()
    there = [peer for peer in peers if peer.program.exists()]
    rounds = _rounds(ours, there)
    found = {name: median(costs) for name, costs in rounds.items()}
    for name, each in found.items():
        yield taken(f"tenantry {name}" if name in ours else name, each, f"{len(rounds[name])} rounds")
    for peer in there:
        for name in peer.against:
            yield from _ratios(peer, name, found)
    missing = [f"{peer.name} ({peer.program.relative_to(ROOT)})" for peer in peers if peer not in there]
    if missing:
        sys.exit(f"not measured, as they are not installed (`.ci/tools peers`): {', '.join(missing)}")


def _rounds(ours: Mapping[str, Callable[[], Cost]], peers: Sequence[Peer]) -> dict[str, list[Cost]]:
    """What each took in each of its rounds."""
    found: dict[str, list[Cost]] = {name: [] for name in (*ours, *(peer.name for peer in peers))}
    for number in range(ROUNDS):
        for name, work in ours.items():
            found[name].append(work())
        for peer in peers:
            if number < peer.rounds:
                found[peer.name].append(peer.work())
    return found


def _ratios(peer: Peer, name: str, found: Mapping[str, Cost]) -> Iterator[Figure]:
    theirs, ours = found[peer.name], found[name]
    for unit, value, bar in (("wall", theirs.wall / ours.wall, peer.wall), ("cpu", theirs.cpu / ours.cpu, peer.cpu)):
        told = f"{peer.name} / {name}, {unit}"
        yield amount(f"  {told}", value, "x") if bar is None else at_least(told, value, bar)


def _laid(found: Repository) -> Bench:
    """What all need: an artifact of each tenant, schemas, layouts, and a run before the first edit."""
    build, layouts = Path(found.new()), Path(tempfile.mkdtemp(dir=found.scratch))
    found.cold("compile", "--out", str(build))
    found.cold("schema")
    found.git("add", "--all")
    found.git("commit", "--quiet", "--message=schemas")
    laid = [sys.executable, "-m", "layouts", "lay", str(found.root), str(build), str(layouts)]
    subprocess.run(laid, cwd=Path(__file__).parent, check=True)
    found.settle()
    prepare(found)
    return Bench(found, layouts, build)
