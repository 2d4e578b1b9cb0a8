"""The same repository compiles to the same bytes, whatever differs around it."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from benchmarks.generate import generate
from support_write import tree

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("tenantry.yaml", "integrations", "tenants")
COMPILE = """
import os, random, sys
scandir, listdir, rng = os.scandir, os.listdir, random.Random(sys.argv.pop(1))
class Shuffled:
    def __init__(self, path):
        with scandir(path) as entries:
            self.entries = list(entries)
        rng.shuffle(self.entries)
    def __enter__(self): return iter(self.entries)
    def __exit__(self, *_): pass
    def __iter__(self): return iter(self.entries)
    def close(self): pass
os.scandir = Shuffled
os.listdir = lambda *path: rng.sample(found := listdir(*path), len(found))
from tenantry.cli import main
main()
"""
"""Compiles with the entries of every folder in an order drawn from the first argument."""
VARIATIONS: dict[str, Mapping[str, str]] = {
    **{f"hash seed {seed}": {"PYTHONHASHSEED": seed} for seed in ("0", "1", "42", "4294967295")},
    **{f"zone {zone}": {"TZ": zone} for zone in ("America/New_York", "Pacific/Kiritimati", "Asia/Kathmandu", "")},
    **{f"locale {locale}": {"LC_ALL": locale} for locale in ("C", "POSIX", "C.UTF-8", "tr_TR.UTF-8")},
    **{f"umask {mask}": {"MASK": mask} for mask in ("000", "027", "077")},
    **{f"folder {name}": {"FOLDER": name} for name in ("a b", "ü/日本", "x" * 120)},
    **{f"file order {seed}": {"ORDER": seed} for seed in ("1", "2", "3")},
    "UTF-8 mode off": {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"},
}


def compiled(folder: Path, around: Mapping[str, str], *, python: str | Path = sys.executable) -> dict[str, str]:
    """The build tree of the sample, compiled below `folder` by an interpreter with `around` in its environment."""
    root = folder / around.get("FOLDER", "config")
    order = random.Random(around.get("ORDER", "0"))
    root.mkdir(parents=True)
    for source in order.sample(SOURCES, len(SOURCES)):
        place = ROOT / source
        (shutil.copytree if place.is_dir() else shutil.copy)(place, root / source)
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "compiler"), **around}
    command = [python, "-c", COMPILE, around.get("ORDER", "0"), "compile", "--format", "json"]
    done = subprocess.run(
        command, cwd=root, env=environment, umask=int(around.get("MASK", "022"), 8), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return {"stdout": done.stdout.decode(), **tree(root / "build")}


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    found = compiled(tmp_path_factory.mktemp("plain"), {})
    assert len(found) > 60
    return found


def test_there_are_twenty_of_them() -> None:
    assert len(VARIATIONS) >= 20


@pytest.mark.parametrize("name", VARIATIONS)
def test_nothing_around_it_changes_a_byte(tmp_path: Path, plain: dict[str, str], name: str) -> None:
    assert compiled(tmp_path, VARIATIONS[name]) == plain


@pytest.mark.consumer
@pytest.mark.parametrize("version", ["3.12", "3.13"])
def test_another_python_writes_the_same(tmp_path: Path, plain: dict[str, str], version: str) -> None:
    python = ROOT / ".tools" / f"python{version}" / "bin" / "python"
    if not python.exists():
        pytest.fail(f"needs Python {version} with the core requirements: run .ci/tools")
    assert compiled(tmp_path, {}, python=python) == plain


def ledger(root: Path, folder: Path, seed: str) -> dict[str, str]:
    """What a `validate` leaves for the next run; all of it is named and ordered by what is in the repository."""
    around = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "compiler"), "PYTHONHASHSEED": seed}
    command = [sys.executable, "-m", "tenantry", "-C", str(root), "validate", "--jobs", "2"]
    as_of = ("--as-of", "2026-11-24T09:00:00Z")
    subprocess.run(
        [*command, *as_of], env={**around, "XDG_CACHE_HOME": str(folder)}, check=True, stdout=subprocess.DEVNULL
    )
    return tree(folder)


def test_hash_seeds_change_nothing_in_a_ledger(tmp_path: Path) -> None:
    generate(620).write(tmp_path / "config")
    for path in (tmp_path / "config").rglob("*"):
        os.utime(path, (0, 0))
    time.sleep(0.3)  # of younger files no mark is kept
    found = [ledger(tmp_path / "config", tmp_path / seed, seed) for seed in ("0", "1", "42", "4294967295")]
    assert len(found[0]) > 3
    assert all(each == found[0] for each in found)
