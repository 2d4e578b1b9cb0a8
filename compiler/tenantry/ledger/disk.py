"""Ledgers on a disk: one file with the outline of a state, and one with the tenants of each integration, named by what
is in it.

Nothing here is believed: a file is used if its content has the hash that stands before it, or in its name, and if it
lies in a folder that belongs to this user and that nobody else may write to. Whatever is wrong, there is no ledger.
Files are written beside and renamed, so that runs at once do each other no harm.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final

from tenantry.ledger.entries import Kept, packed
from tenantry.ledger.folder import content_of, opened, put
from tenantry.ledger.forms import MALFORMED
from tenantry.ledger.ledger import Account, Ledger
from tenantry.ledger.outline import ledger_of, outline
from tenantry.ledger.renderings import is_rendering

_OUTLINE: Final = "outline"
_DIGEST: Final = 64
_RECENT: Final = 600
"""Seconds for which a file that no outline names may belong to a run that is about to write one."""


def load(folder: Path) -> Ledger | None:
    """The ledger that a folder holds, if it holds one that can be used."""
    with opened(folder) as place:
        content = content_of(place, _OUTLINE) if place is not None else None
    if content is None or sha256(content[_DIGEST:]).hexdigest().encode() != content[:_DIGEST]:
        return None
    try:
        return ledger_of(content[_DIGEST:], partial(_stored, folder))
    except MALFORMED:
        return None


def save(ledger: Ledger, folder: Path, *, now: float) -> None:
    """Keeps a ledger in place of the one before it. A folder that cannot be used is left alone."""
    if folder.parent.is_symlink():
        return
    for each in (folder.parent.parent, folder.parent, folder):
        with suppress(OSError):
            os.makedirs(each, mode=0o700, exist_ok=True)  # of several that are made, the last alone gets the mode
    with suppress(OSError), opened(folder) as place:
        if place is None:
            return
        names = {name: _saved(account, place) for name, account in ledger.accounts.items()}
        content = outline(ledger, names)
        put(place, _OUTLINE, sha256(content).hexdigest().encode() + content)
        _sweep(place, {f"entries-{name}" for name in names.values()} | {_OUTLINE}, now)


def _saved(account: Account, folder: int) -> str:
    """The name of the file of the account's tenants, written unless it is there and, where its content is at hand,
    the same."""
    kept = account.entries if isinstance(account.entries, Kept) else packed(account.entries)
    file = f"entries-{kept.name}"
    try:
        os.utime(file, dir_fd=folder, follow_symlinks=False)  # no sweep takes it for left over
        sound = not kept.held or content_of(folder, file) == kept.content()
    except FileNotFoundError:
        sound = False
    if not sound:
        put(folder, file, kept.content())
    return kept.name


def _sweep(folder: int, wanted: set[str], now: float) -> None:
    """Removes what no outline names, but for what another run may be about to name."""
    for name in os.listdir(folder):
        if name not in wanted and not is_rendering(name):
            with suppress(OSError):
                if os.stat(name, dir_fd=folder, follow_symlinks=False).st_mtime < now - _RECENT:
                    os.unlink(name, dir_fd=folder)


def _stored(folder: Path, name: str) -> bytes | None:
    with opened(folder) as place:
        return content_of(place, f"entries-{name}") if place is not None else None
