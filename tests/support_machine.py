"""A machine that CI runs on, as far as it goes offline: a Python, and pip that takes the tool from a wheel."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

OFFLINE = {
    "PIP_NO_INDEX": "1",
    "PIP_NO_DEPS": "1",
    "PIP_IGNORE_INSTALLED": "1",
    "PYTHONPATH": os.pathsep.join(path for path in sys.path if path.endswith("site-packages")),
}
"""Instead of a package index: what the environment of the tests holds."""


def on_runner(command: list[str], repository: Path, home: Path, *folders: Path) -> tuple[int, str]:
    """The exit code and the log of a program that finds Python, the system's programs and those in `folders`."""
    (home / "bin").mkdir(parents=True, exist_ok=True)
    if not (home / "bin" / "python").exists():
        (home / "bin" / "python").symlink_to(sys.executable)
    path = os.pathsep.join((str(home / "bin"), *map(str, folders), "/usr/local/bin:/usr/bin:/bin"))
    around = {**os.environ, "PATH": path, "XDG_CACHE_HOME": str(home / "cache")}
    done = subprocess.run(command, cwd=repository, env=around, capture_output=True, text=True, timeout=300, check=False)
    return done.returncode, done.stdout + done.stderr
