"""Where a config repository begins."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from tenantry.errors import UsageError

MARK: Final = "tenantry.yaml"


def find_root(start: Path) -> Path:
    """The nearest folder at or above `start` that holds tenantry.yaml. UsageError where there is none.

    Links in the way are kept as they were written: paths in messages then look like those that the user typed.
    """
    folder = Path(os.path.abspath(start))
    if not folder.is_dir():
        raise UsageError(f"there is no folder '{start}'")
    for candidate in (folder, *folder.parents):
        if _is_mark(candidate / MARK):
            return candidate
    raise UsageError(
        f"there is no config repository here: neither '{folder}' nor a folder above it holds {MARK}",
        "name it with -C DIR, or make one with tenantry init",
    )


def _is_mark(path: Path) -> bool:
    """A link counts too, if only to be refused by name when it is read."""
    return os.path.lexists(path) and (path.is_symlink() or not path.is_dir())
