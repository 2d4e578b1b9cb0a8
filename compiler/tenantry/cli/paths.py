"""Paths on the command line: relative to the current folder, compared with those of the repository."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from tenantry.diagnostics import Diagnostic
from tenantry.errors import UsageError


def below(root: Path, paths: Sequence[Path], diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics that stand in or under one of the paths; all of them if there is none."""
    if not paths:
        return list(diagnostics)
    wanted = [relative_to(root, path) for path in paths]
    return [
        problem
        for problem in diagnostics
        if any(place in (".", problem.span.path) or problem.span.path.startswith(f"{place}/") for place in wanted)
    ]


def relative_to(root: Path, path: Path) -> str:
    """The path as the repository names it; wrong usage where it is outside or not there."""
    full = os.path.abspath(path)  # links are not followed: they are a problem to report, not a way
    relative = os.path.relpath(full, os.path.abspath(root))
    if relative == ".." or relative.startswith("../"):
        raise UsageError(f"'{path}' is not in the config repository", "name files or folders below its root")
    if not os.path.lexists(full):
        raise UsageError(f"there is no '{path}'")
    return relative.replace(os.sep, "/")
