"""Writes CODEOWNERS, a file that other hands write too."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final

from tenantry.errors import UsageError
from tenantry.write.failure import telling
from tenantry.write.files import new_file

PLACES: Final = (".github/CODEOWNERS", ".gitlab/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where forges look for it."""
_LIMIT: Final = 1 << 20


def codeowners_file(top: Path) -> tuple[Path, str]:
    """The file below the top of a git repository and what it says; the first of its places where there is none yet.

    UsageError where a link stands there, or what is no text.
    """
    path = next((top / place for place in PLACES if os.path.lexists(top / place)), top / PLACES[0])
    if any(part.is_symlink() for part in (path, path.parent)):
        raise UsageError(f"'{path}' is a link; nothing is written through it", "remove it and try again")
    if not path.exists():
        return path, ""
    with telling(path), path.open("rb") as file:
        content = file.read(_LIMIT + 1)
    try:
        return path, content[:_LIMIT].decode() if len(content) <= _LIMIT else _refuse(path)
    except UnicodeDecodeError:
        return path, _refuse(path)


def write_codeowners(path: Path, text: str) -> None:
    """Replaces the file as a whole."""
    with telling(path):
        path.parent.mkdir(exist_ok=True)
        draft = str(path.parent / f".tenantry-{secrets.token_hex(8)}")
        new_file(draft, text.encode())
        os.replace(draft, path)


def _refuse(path: Path) -> str:
    raise UsageError(f"'{path}' is no CODEOWNERS file: it is too large, or not UTF-8")
