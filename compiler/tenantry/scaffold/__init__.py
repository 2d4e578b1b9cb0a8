"""A small working config repository, for `tenantry init`."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from tenantry import __version__
from tenantry.errors import UsageError
from tenantry.model.snapshot import Snapshot
from tenantry.schemas import schemas

_HIDDEN = "dot-"
"""Prefix of scaffold files whose names begin with a dot: build tools leave such files out of packages."""


def write_scaffold(folder: Path) -> list[str]:
    """Writes the scaffold and its schemas into a new or empty folder, and returns the paths.

    UsageError where the folder holds anything, or is none."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UsageError(f"'{folder}' is not a folder", "name a new or empty folder")
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"'{folder}' is not empty", "name a new or empty folder")
    content = dict(_scaffold(files("tenantry.scaffold").joinpath("files"), ""))
    content["requirements.txt"] = f"tenantry=={__version__}\n".encode()
    content |= schemas(Snapshot(files=content))
    try:
        for path, data in sorted(content.items()):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    except OSError as failed:
        raise UsageError(f"'{folder}' cannot be written: {failed.strerror}", "choose another folder") from None
    return sorted(content)


def _scaffold(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for item in folder.iterdir():
        name = "." + item.name.removeprefix(_HIDDEN) if item.name.startswith(_HIDDEN) else item.name
        if item.is_dir():
            yield from _scaffold(item, f"{prefix}{name}/")
        else:
            yield f"{prefix}{name}", item.read_bytes()
