"""The files of a build tree: which they are, and how each is written and read."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Final

from tenantry.model.artifact import Artifact
from tenantry.write.manifest import MANIFEST

_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_OLD: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
FILE_MODE: Final = 0o644
FOLDER_MODE: Final = 0o755


def files_of(artifacts: Sequence[Artifact], manifest: bytes) -> dict[str, bytes]:
    """Path → content of the whole tree, the manifest last. ValueError where a path may not be: a bug of a target."""
    files: dict[str, bytes] = {}
    for artifact in artifacts:
        if artifact.path in files or artifact.path == MANIFEST or not _stays_inside(artifact.path):
            raise ValueError(f"target {artifact.target} renders to the path {artifact.path!r}")
        files[artifact.path] = artifact.content
    files[MANIFEST] = manifest
    return files


def fill(folder: str, files: Mapping[str, bytes]) -> None:
    """Writes `files`, in their order, into an empty folder of ours. Modes do not depend on the umask."""
    made = {""}
    for path, content in files.items():
        _make(folder, path.rpartition("/")[0], made)
        new_file(f"{folder}/{path}", content)
    os.chmod(folder, FOLDER_MODE)


def new_file(path: str, content: bytes, *, folder: int | None = None) -> None:
    """Writes one file that is not there yet, relative to an open folder if one is given."""
    descriptor = os.open(path, _NEW, FILE_MODE, dir_fd=folder)
    try:
        os.fchmod(descriptor, FILE_MODE)
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    finally:
        os.close(descriptor)


def content_of(folder: int, name: str) -> bytes:
    """The content of a file in an open folder; a link is not followed (OSError)."""
    with open(os.open(name, _OLD, dir_fd=folder), "rb") as file:
        return file.read()


def _make(folder: str, path: str, made: set[str]) -> None:
    if path in made:
        return
    _make(folder, path.rpartition("/")[0], made)
    os.mkdir(f"{folder}/{path}")
    os.chmod(f"{folder}/{path}", FOLDER_MODE)
    made.add(path)


def _stays_inside(path: str) -> bool:
    return "\0" not in path and all(part not in ("", ".", "..") for part in path.split("/"))
