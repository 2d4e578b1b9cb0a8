"""Writes `schemas/`, generated files that live among the sources: each is replaced for itself."""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from tenantry.write.failure import telling
from tenantry.write.files import content_of, new_file
from tenantry.write.folders import link, opened

FOLDERS: Final = ("schemas", "schemas/outputs", "schemas/tenants")
"""Where schemas are; every `*.schema.json` there is generated."""

_SUFFIX: Final = ".schema.json"
_DRAFT: Final = ".tenantry-"


def write_schemas(root: Path, wanted: Mapping[str, bytes]) -> None:
    """Makes `schemas/` below `root` hold just `wanted` (paths relative to `root`); other files there are left alone.

    Files that are right already are not touched. UsageError where a link stands in the way; ExternalError where the
    disk fails.
    """
    by_folder: dict[str, dict[str, bytes]] = {folder: {} for folder in FOLDERS}
    for path, content in wanted.items():
        folder, _, name = path.rpartition("/")
        if folder not in by_folder or not name.endswith(_SUFFIX):
            raise ValueError(f"{path!r} is no place for a schema")
        by_folder[folder][name] = content
    for folder, files in by_folder.items():
        with telling(root / folder), opened(root, folder, make=bool(files)) as descriptor:
            if descriptor is not None:
                _write(descriptor, files, f"{root}/{folder}")


def _write(folder: int, files: Mapping[str, bytes], shown: str) -> None:
    with suppress(OSError):  # no locks on this file system
        fcntl.flock(folder, fcntl.LOCK_EX)
    there = {name for name in os.listdir(folder) if name.endswith(_SUFFIX) or name.startswith(_DRAFT)}
    for name, content in files.items():
        if name not in there or _content(folder, name, shown) != content:
            draft = f"{_DRAFT}{secrets.token_hex(8)}"
            new_file(draft, content, folder=folder)
            os.rename(draft, name, src_dir_fd=folder, dst_dir_fd=folder)
    for name in there - files.keys():
        os.unlink(name, dir_fd=folder)
    os.fsync(folder)


def _content(folder: int, name: str, shown: str) -> bytes:
    try:
        return content_of(folder, name)
    except OSError as error:
        raise link(f"{shown}/{name}") if error.errno in (errno.ELOOP, errno.EMLINK) else error from None
