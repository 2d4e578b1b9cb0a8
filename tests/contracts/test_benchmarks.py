"""What `make bench` runs."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "benchmarks"
REQUIREMENTS = FOLDER.parents[1] / "requirements"
RUNNER = {"bench", "generate", "measure", "workplace"}


def test_every_benchmark_is_registered_and_has_figures() -> None:
    tree = ast.parse((FOLDER / "bench.py").read_text(encoding="utf-8"))
    named = [node for node in tree.body if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "MODULES"]
    registered = named[0].value
    assert registered is not None
    modules = {path.stem for path in FOLDER.glob("*.py")} - RUNNER
    assert set(ast.literal_eval(registered)) == modules
    for name in modules:
        found = ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8")).body
        assert "figures" in [node.name for node in found if isinstance(node, ast.FunctionDef)]


def test_every_peer_is_set_up_by_locked_requirements() -> None:
    needed = set(re.findall(r"(peers-[a-z]+)/bin", (FOLDER / "peers.py").read_text(encoding="utf-8")))
    locked = {path.stem.removeprefix("tools-"): path for path in REQUIREMENTS.glob("tools-peers-*.txt")}
    assert set(locked) == needed
    for path in locked.values():
        text = path.read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert "://" not in text


def test_an_unknown_benchmark_is_told() -> None:
    done = subprocess.run([sys.executable, FOLDER / "bench.py", "nope"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "known: " in done.stderr
