"""How a build tree on the disk differs from what was compiled."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from tenantry.model.artifact import Artifact
from tenantry.model.progress import counter
from tenantry.write.failure import telling
from tenantry.write.files import FILE_MODE, FOLDER_MODE, Seal, content_of, sealed_file, seals_of
from tenantry.write.listing import Listing
from tenantry.write.manifest import MANIFEST, Provenance, manifest, source_of

MANIFEST_BYTES: Final = 1 << 28
"""A manifest is not read further: it would describe more than a million artifacts."""


def differences(artifacts: Sequence[Artifact] | Listing, provenance: Provenance, out: Path) -> list[str]:
    """What a compile into `out` would change: sorted lines `differs: PATH`, `missing: PATH`, `unexpected: PATH`.

    `source` in the manifest is not compared: a tree is up to date as long as the same compiler, with the same tz
    database, would write the same files, whatever the commit is called. A folder stands with a slash at its end.
    """
    with telling(out):
        if not os.path.isdir(out):
            return sorted(map(_missing, [MANIFEST, *_paths(artifacts)]))
        written = manifest_in(str(out))
        source = source_of(written) if written is not None else None
        if source is not None:
            provenance = replace(provenance, commit=source[0], dirty=source[1])
        return found(seals_of(artifacts, manifest(artifacts, provenance)), str(out))


def found(files: Mapping[str, Seal], out: str, *, modes: bool = False) -> list[str]:
    """How the folder `out` differs from `files`, by the seals of their contents, and in `modes` where they are asked
    for. Links are differences and not followed."""
    if not os.path.isdir(out):
        return sorted(map(_missing, files))
    there: set[str] = set()
    lines = list(_compared(files, out, there, modes=modes))
    return sorted([*lines, *map(_missing, files.keys() - there)])


def _paths(artifacts: Sequence[Artifact] | Listing) -> Iterator[str]:
    return artifacts.paths if isinstance(artifacts, Listing) else (artifact.path for artifact in artifacts)


def _missing(path: str) -> str:
    return f"missing: {path}"


def manifest_in(out: str) -> bytes | None:
    """The content of the manifest in the folder `out`; None where there is none that can be one."""
    try:
        folder = os.open(out, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        status = os.stat(MANIFEST, dir_fd=folder, follow_symlinks=False)
        readable = stat.S_ISREG(status.st_mode) and status.st_size <= MANIFEST_BYTES
        return content_of(folder, MANIFEST) if readable else None
    except FileNotFoundError:
        return None
    finally:
        os.close(folder)


def _compared(files: Mapping[str, Seal], out: str, there: set[str], *, modes: bool) -> Iterator[str]:
    """One line for each entry that is not as it should be; the paths of `files` that were met are noted in `there`."""
    wanted = {folder for path in files for folder in _folders(path)}
    told = counter("comparing files", len(files))
    for place, folders, names, descriptor in os.fwalk(out, onerror=_raise, follow_symlinks=False):
        above = "" if place == out else os.path.relpath(place, out) + "/"
        if modes and stat.S_IMODE(os.fstat(descriptor).st_mode) != FOLDER_MODE:
            yield f"differs: {_text(above) or './'}"
        for name in sorted(folders):
            if above + name in wanted and not _is_link(descriptor, name):
                continue
            folders.remove(name)
            yield from _odd(files, above + name, there, mark="/" if not _is_link(descriptor, name) else "")
        for name in names:
            if above + name not in files:
                yield f"unexpected: {_text(above + name)}"
                continue
            there.add(above + name)
            told()
            if not _same(descriptor, name, files[above + name], modes=modes):
                yield f"differs: {_text(above + name)}"


def _odd(files: Mapping[str, Seal], path: str, there: set[str], *, mark: str) -> Iterator[str]:
    """A folder, or a link, where none belongs; perhaps a file does."""
    if path in files:
        there.add(path)
        yield f"differs: {_text(path)}"
    else:
        yield f"unexpected: {_text(path)}{mark}"


def _same(folder: int, name: str, seal: Seal, *, modes: bool) -> bool:
    try:
        status = sealed_file(folder, name, seal)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        return False  # a link
    return status is not None and (not modes or stat.S_IMODE(status.st_mode) == FILE_MODE)


def _is_link(folder: int, name: str) -> bool:
    return stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)


def _folders(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _text(path: str) -> str:
    """A path that can be printed as UTF-8, whatever bytes are in it."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _raise(error: OSError) -> None:
    raise error
