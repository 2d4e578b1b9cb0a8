"""The files of a build tree: which they are, and how each is written and read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Final

from tenantry.model.artifact import Artifact
from tenantry.write.listing import Listed
from tenantry.write.manifest import MANIFEST

_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_OLD: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
FILE_MODE: Final = 0o644
FOLDER_MODE: Final = 0o755
"""Of everything in a build tree, whatever the umask: anybody may read it."""
Seal = tuple[int, str]
"""What tells a file's content from others: its size in bytes, and its SHA-256 as hex digits."""


def files_of(artifacts: Sequence[Artifact], manifest: bytes) -> dict[str, bytes]:
    """Path → content of the whole tree, the manifest last. ValueError where a path may not be: a bug of a target."""
    files: dict[str, bytes] = {}
    for artifact in artifacts:
        refuse(artifact, files)
        files[artifact.path] = artifact.content
    files[MANIFEST] = manifest
    return files


def seals_of(artifacts: Iterable[Artifact | Listed], manifest: bytes) -> dict[str, Seal]:
    """Path → seal of the whole tree, the manifest last. ValueError as above."""
    seals: dict[str, Seal] = {}
    for artifact in artifacts:
        refuse(artifact, seals)
        seals[artifact.path] = (artifact.size, artifact.sha256)
    seals[MANIFEST] = seal_of(manifest)
    return seals


def seal_of(content: bytes) -> Seal:
    """The seal of a content."""
    return len(content), sha256(content).hexdigest()


def refuse(artifact: Artifact | Listed, known: Mapping[str, object]) -> None:
    """ValueError where an artifact may not have its path, or another of the `known` has it."""
    if artifact.path in known or not _may_be(artifact.path):
        raise ValueError(f"target {artifact.target} renders to the path {artifact.path!r}")


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


def sealed_file(folder: int, name: str, seal: Seal) -> os.stat_result | None:
    """The status of a file in an open folder, if it is a regular one with the content of this seal, read through the
    same descriptor. OSError where it is a link, missing or not readable."""
    size, digest = seal
    descriptor = os.open(name, _OLD, dir_fd=folder)
    try:
        status = os.fstat(descriptor)
        fit = stat.S_ISREG(status.st_mode) and status.st_size == size
        return status if fit and _digest(descriptor, size) == digest else None
    finally:
        os.close(descriptor)


def _digest(descriptor: int, size: int) -> str:
    """That of all that can be read, or of the part that is already too much."""
    found, rest = sha256(), size
    while rest >= 0 and (read := os.read(descriptor, rest + 1)):
        found.update(read)
        rest -= len(read)
    return found.hexdigest()


def _may_be(path: str) -> bool:
    """Whether an artifact may have this path: it stays inside of the tree, and is not the manifest's."""
    inside = "\0" not in path and all(part not in ("", ".", "..") for part in path.split("/"))
    return inside and path != MANIFEST
