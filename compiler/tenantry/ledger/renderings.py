"""What was rendered of an integration, kept beside the ledger by a key that says from what.

Contents are not kept, as they are in the build tree. As with ledgers, nothing here is believed (disk.py).
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from tenantry.ledger.folder import content_of, opened, put

_PREFIX: Final = "rendered-"
_BODY: Final = re.compile(
    rb"([0-9]{1,9})\n((?:[^\0\n]+\0[0-9a-f]{64}\0[0-9]{1,12}\0[^\0\n]*\0[^\0\n]*(?:\n(?!\Z)|\Z))*)"
)


class Rendering(NamedTuple):
    """Of how many tenants something was rendered, and what the manifest lists of it, packed (write/listing.py)."""

    tenants: int
    listing: bytes


def load_renderings(folder: Path, keys: Iterable[str]) -> dict[str, Rendering]:
    """Those of the keys that a folder holds, and that can be used."""
    with opened(folder) as place:
        if place is None:
            return {}
        found = {key: _rendering(key, content_of(place, _PREFIX + key)) for key in keys}
    return {key: each for key, each in found.items() if each is not None}


def save_renderings(found: Mapping[str, Rendering], folder: Path, *, wanted: Collection[str]) -> None:
    """Keeps these beside those that are `wanted`, and the youngest of others, no more than are wanted. A folder that
    cannot be used is left alone."""
    with suppress(OSError), opened(folder) as place:
        if place is None:
            return
        for key, each in found.items():
            body = b"%d\n%s" % each
            put(place, _PREFIX + key, _digest(key, body) + body)
        _sweep(place, {_PREFIX + key for key in wanted})


def is_rendering(name: str) -> bool:
    """Whether a file of the folder has the name of one."""
    return name.startswith(_PREFIX)


def _rendering(key: str, content: bytes | None) -> Rendering | None:
    digest = _digest(key, content[64:]) if content is not None else b""
    body = _BODY.fullmatch(content, len(digest)) if content is not None and content.startswith(digest) else None
    return Rendering(int(body[1]), body[2]) if body is not None else None


def _digest(key: str, body: bytes) -> bytes:
    return sha256(key.encode() + body).hexdigest().encode()


def _sweep(folder: int, wanted: Collection[str]) -> None:
    others = [name for name in os.listdir(folder) if is_rendering(name) and name not in wanted]
    ages = {name: os.stat(name, dir_fd=folder, follow_symlinks=False).st_mtime_ns for name in others}
    for name in sorted(others, key=ages.__getitem__, reverse=True)[len(wanted) :]:
        os.unlink(name, dir_fd=folder)
