"""Files of which memory holds no contents: they are read again when somebody asks, and proven by their ids."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from tenantry.git import blob_id
from tenantry.model.ids import Ids
from tenantry.source.footprint import FILE
from tenantry.source.walk import chunks

HELD: Final = 1 << 24
"""Bytes of contents that are held: those of 15 000 tenants. To read a file again takes 8 µs, to compile it 300."""


class ChangedMeanwhile(KeyError):
    """A file is no longer what it was when the worktree was read."""


class Contents(Mapping[str, bytes]):
    """The files of a worktree by sorted path, as they were when they got these ids; `held` are in memory."""

    def __init__(self, root: Path, ids: Ids, held: Mapping[str, bytes]) -> None:
        self.held = held
        self._root = root
        self._ids = ids

    def __getitem__(self, path: str) -> bytes:
        return self.held[path] if path in self.held else self._again(path)

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def _again(self, path: str) -> bytes:
        """What has the right id was read before: then it does not matter by which way it is found."""
        known = self._ids[path]
        try:
            file = os.open(self._root / path, FILE)
        except OSError:
            raise ChangedMeanwhile(path) from None
        try:
            content = b"".join(chunks(file, os.fstat(file).st_size))
        except OSError:
            raise ChangedMeanwhile(path) from None
        finally:
            os.close(file)
        if blob_id(content, like=known) != known:
            raise ChangedMeanwhile(path)
        return content


def held(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Those of a worktree's files that are in memory."""
    return files.held if isinstance(files, Contents) else files
