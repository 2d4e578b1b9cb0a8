"""Packages built as wheels and installed as people install them, without network."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check"]


def built(source: Path, folder: Path) -> Path:
    """The wheel of a source tree."""
    command = [
        *PIP,
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--no-build-isolation",
        "--wheel-dir",
        folder,
        source,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


def environment(home: Path, *wheels: Path) -> Path:
    """The program `tenantry` in an environment with these wheels and our requirements, but not the checkout."""
    venv.create(home, with_pip=False, symlinks=True)
    packages = next(home.glob("lib/python*/site-packages"))
    (packages / "requirements.pth").write_text(f"import sys; sys.path.append({sysconfig.get_path('purelib')!r})\n")
    pip = [*PIP, "--python", home / "bin" / "python"]
    subprocess.run([*pip, "install", "--quiet", "--no-deps", "--no-index", *wheels], check=True)
    return home / "bin" / "tenantry"


def run(program: Path, *arguments: str, cwd: Path, code: int = 0) -> str:
    """What the program prints, in an environment of its own; it must end with that exit code."""
    around = {"PATH": os.environ["PATH"], "HOME": str(cwd)}
    done = subprocess.run([program, *arguments], cwd=cwd, env=around, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout if code == 0 else done.stdout + done.stderr
