"""Standard output that is closed, full, or read by somebody who leaves: the exit code says what it always says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support_pages import lay

TENANTRY = f"{sys.executable} -m tenantry"


def shell(script: str, root: Path) -> tuple[int, str]:
    """A script of bash with `$T` for the tool, in the folder; its exit code and what it said on stderr."""
    around = {**os.environ, "T": TENANTRY, "PYTHONPATH": str(Path(__file__).resolve().parents[3] / "compiler")}
    done = subprocess.run(["bash", "-c", script], cwd=root, env=around, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


@pytest.mark.parametrize(("text", "code"), [("labels: {a: b}\n", 0), ("lables: {a: b}\n", 1)])
def test_a_reader_who_leaves_changes_no_exit_code(tmp_path: Path, text: str, code: int) -> None:
    root = lay(tmp_path, ())
    (root / "tenants/orders/acme.yaml").write_text(text)
    for command in ("validate", "validate --format json"):
        assert shell(f"$T {command} | true; exit ${{PIPESTATUS[0]}}", root) == (code, "")
    assert shell("$T validate >&-", root) == (code, "")
    assert shell("$T validate >/dev/null 2>&-", root) == (code, "")


@pytest.mark.parametrize("command", ["validate", "--help", "compile --out b", "explain TN302"])
def test_a_full_disk_below_the_output_is_a_failure_outside(tmp_path: Path, command: str) -> None:
    said = "tenantry: the output cannot be written: no space left on device\n"
    assert shell(f"$T {command} >/dev/full", lay(tmp_path, ())) == (6, said)
