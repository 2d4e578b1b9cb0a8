"""Writes files that commands edit for people: each is replaced for itself, as a whole, in the order given."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from tenantry.write.failure import telling
from tenantry.write.files import new_file
from tenantry.write.folders import opened

_DRAFT: Final = ".tenantry-"


def write_sources(root: Path, files: Mapping[str, bytes | None]) -> None:
    """Makes the files below `root` what `files` says (path → content, None: the file goes). A reader and a kill see the
    old file or the new one. UsageError where a link stands in the way; ExternalError where the disk fails."""
    for path, content in files.items():
        folder, _, name = path.rpartition("/")
        with telling(root / path), opened(root, folder, make=content is not None) as descriptor:
            if descriptor is None:
                continue
            if content is None:
                with suppress(FileNotFoundError):
                    os.unlink(name, dir_fd=descriptor)
            else:
                _replace(descriptor, name, content)
            os.fsync(descriptor)


def _replace(folder: int, name: str, content: bytes) -> None:
    draft = f"{_DRAFT}{secrets.token_hex(8)}"
    new_file(draft, content, folder=folder)
    try:
        os.rename(draft, name, src_dir_fd=folder, dst_dir_fd=folder)
    except OSError:
        os.unlink(draft, dir_fd=folder)
        raise
