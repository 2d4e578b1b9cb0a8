"""What the machine and git take for the same bytes alone: no compiler can be faster than the sum of these."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from measure import Cost, Figure, by_turns, cost, taken
from workplace import SIZES, Repository, repository


def figures(folder: Path) -> Iterator[Figure]:
    """All of them, each once cold for its own part and then by turns."""
    for tenants in SIZES:
        found = repository(folder, tenants)
        manifest = found.scratch / "manifest.json"
        if not manifest.exists():
            out = found.new()
            found.cold("compile", "--out", out)
            Path(out, "manifest.json").rename(manifest)
        for name, each in by_turns(_works(found, manifest)).items():
            yield taken(f"{name}, {tenants:,} tenants", each)


def _works(found: Repository, manifest: Path) -> dict[str, Callable[[], Cost]]:
    root = str(found.root)
    listed = f"git -C {root} ls-tree -r --format='%(objectname)' HEAD"
    return {
        "cat of every file": lambda: _shell(f"find {root}/tenants {root}/integrations -type f -print0 | xargs -0 cat"),
        "git cat-file --batch of every file": lambda: _shell(f"{listed} | git -C {root} cat-file --batch --buffer"),
        "git diff against HEAD": lambda: _shell(f"git -C {root} diff --raw --no-renames HEAD"),
        "every artifact's bytes into new files": lambda: cost([sys.executable, __file__, str(manifest), found.new()]),
    }


def _shell(line: str) -> Cost:
    return cost(["/bin/sh", "-c", f"{line} >/dev/null"])


def write(manifest: Path, out: Path) -> None:
    """Files with the names and sizes of a build, one after the other, without a rename or an fsync."""
    for artifact in json.loads(manifest.read_bytes())["artifacts"]:
        path = out / artifact["path"]
        try:
            _fill(path, artifact["size"])
        except FileNotFoundError:
            path.parent.mkdir(parents=True)
            _fill(path, artifact["size"])


def _fill(path: Path, size: int) -> None:
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    os.write(number, b"x" * size)
    os.close(number)


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
