"""Where benchmarks run: generated repositories in a folder that goes away, and tenantry in them, cold and warm.

What tenantry keeps between runs lies below `XDG_CACHE_HOME`. A cold run gets an empty one, so it also pays for filling
it; a warm run gets the one that the run before it left.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generate import edited
from measure import Cost, cost

TENANTRY: Final = str(Path(sys.executable).with_name("tenantry"))
SIZES: Final = tuple(int(size) for size in os.environ.get("TENANTRY_BENCH_SIZES", "1000,10000").split(","))
"""Numbers of tenants, smallest first."""
_GIT: Final = ("git", "-c", "user.name=Bench", "-c", "user.email=bench@example.com", "-c", "gc.auto=0")
_RACY: Final = 1.1
"""Seconds after which git believes the times of files that it has just written."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A generated repository and the folder beside it that its runs may use."""

    root: Path
    scratch: Path

    def cold(self, *arguments: str, codes: Sequence[int] = (0,), program: Sequence[str] = (TENANTRY,)) -> Cost:
        """A run that finds nothing of earlier ones. `program` is what is run instead of the command."""
        command = [*program, *self.command(*arguments)[1:]]
        return cost(command, codes=codes, variables={"XDG_CACHE_HOME": self.new()})

    def warm(self, *arguments: str, codes: Sequence[int] = (0,)) -> Cost:
        """A run that finds what earlier warm ones left."""
        return cost(self.command(*arguments), codes=codes, variables=self.variables())

    def told(self, *arguments: str) -> bytes:
        """What a warm run prints, however it ends."""
        done = subprocess.run(
            self.command(*arguments),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
            env=self.variables(),
        )
        return done.stdout

    def variables(self) -> dict[str, str]:
        """The environment of warm runs."""
        return {**os.environ, "XDG_CACHE_HOME": str(self.scratch / "cache")}

    def command(self, *arguments: str) -> list[str]:
        """A command of tenantry in this repository."""
        return [TENANTRY, "-q", "-C", str(self.root), *arguments]

    def new(self) -> str:
        """A folder that does not exist yet, for something to be written into.

        Nothing is removed before the end: where many files were just removed, ext4 makes new ones far more slowly.
        """
        return tempfile.mkdtemp(dir=self.scratch) + "/new"

    def git(self, *arguments: str) -> None:
        """Runs git here."""
        subprocess.run([*_GIT, *arguments], cwd=self.root, check=True, stdout=subprocess.DEVNULL)

    def commit(self) -> None:
        """Commits everything; the index is then fresh, as it is in a checkout of some age."""
        self.git("init", "--quiet")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message=base")
        self.settle()

    def settle(self) -> None:
        """Waits until git believes the times of files, and lets it note them."""
        time.sleep(_RACY)
        self.git("status")

    def tenants(self) -> list[Path]:
        """The files of all tenants, sorted."""
        return sorted(path for path in self.root.glob("tenants/**/*.yaml") if path.name != "_defaults.yaml")

    def edit(self, path: Path) -> None:
        """Changes one tenant to what it never was before."""
        path.write_text(edited(path.read_text(encoding="utf-8")), encoding="utf-8")

    def restore(self) -> None:
        """Takes all changes since the commit back."""
        self.git("checkout", "--quiet", "--", ".")
        self.settle()


def repository(folder: Path, tenants: int, *, mistakes: float = 0.0) -> Repository:
    """The repository of so many tenants below `folder`, generated and committed when it is asked for the first time."""
    scratch = folder / f"{tenants}{f'-{mistakes}' if mistakes else ''}"
    made = Repository(scratch / "repository", scratch)
    if not scratch.exists():
        scratch.mkdir()
        told = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("generate.py")), str(made.root), f"--tenants={tenants}",
             f"--mistakes={mistakes}"],
            check=True, stdout=subprocess.PIPE, text=True,
        ).stdout  # fmt: skip
        (scratch / "mistakes.txt").write_text(told, encoding="utf-8")
        made.commit()
    return made
