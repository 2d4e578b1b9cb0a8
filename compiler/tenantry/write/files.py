"""The files of a build tree: which they are, and how each is written and read."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from typing import Final

from tenantry.model.artifact import Artifact
from tenantry.write.manifest import MANIFEST

_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_OLD: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
FILE_MODE: Final = 0o644
FOLDER_MODE: Final = 0o755
"""Of everything in a build tree, whatever the umask: anybody may read it."""


def files_of(artifacts: Sequence[Artifact], manifest: bytes) -> dict[str, bytes]:
    """Path → content of the whole tree, the manifest last. ValueError where a path may not be: a bug of a target."""
    files: dict[str, bytes] = {}
    for artifact in artifacts:
        if artifact.path in files or artifact.path == MANIFEST or not _stays_inside(artifact.path):
            raise ValueError(f"target {artifact.target} renders to the path {artifact.path!r}")
        files[artifact.path] = artifact.content
    files[MANIFEST] = manifest
    return files


def new_file(path: str, content: bytes, *, folder: int | None = None, usual: bool = False) -> bool:
    """Writes one file that is not there yet, relative to an open folder if one is given. Whether files get their mode
    by themselves there, which umask and default rights decide for all: then the next is `usual`, and asked no more."""
    descriptor = os.open(path, _NEW, FILE_MODE, dir_fd=folder)
    try:
        if not usual:
            usual = stat.S_IMODE(os.fstat(descriptor).st_mode) == FILE_MODE
            if not usual:
                os.fchmod(descriptor, FILE_MODE)
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    finally:
        os.close(descriptor)
    return usual


def content_of(folder: int, name: str) -> bytes:
    """The content of a file in an open folder; a link is not followed (OSError)."""
    with open(os.open(name, _OLD, dir_fd=folder), "rb") as file:
        return file.read()


def same_file(folder: int, name: str, content: bytes) -> os.stat_result | None:
    """The status of a file in an open folder, if it is a regular one with just this content, read through the same
    descriptor. OSError where it is a link, missing or not readable."""
    descriptor = os.open(name, _OLD, dir_fd=folder)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size != len(content):
            return None
        return status if _reads(descriptor, content) else None
    finally:
        os.close(descriptor)


def _reads(descriptor: int, content: bytes) -> bool:
    """Whether just this can be read; the usual file takes one call."""
    rest = content
    while (read := os.read(descriptor, len(rest) + 1)) and rest.startswith(read):
        if len(read) == len(rest):
            return True
        rest = rest[len(read) :]
    return read == rest


def _stays_inside(path: str) -> bool:
    return "\0" not in path and all(part not in ("", ".", "..") for part in path.split("/"))
