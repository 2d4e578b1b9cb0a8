"""Ledgers on a disk: one file with the outline of a state, and one with the tenants of each integration, named by what
is in it.

Nothing here is believed: a file is used if its content has the hash that stands before it, or in its name, and if it
lies in a folder that belongs to this user and that nobody else may write to. Whatever is wrong, there is no ledger.
Files are written beside and renamed, so that runs at once do each other no harm.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final
from uuid import uuid4

from tenantry.ledger.entries import Kept, packed
from tenantry.ledger.forms import MALFORMED
from tenantry.ledger.ledger import Account, Ledger
from tenantry.ledger.outline import ledger_of, outline

LIMIT: Final = 1 << 28
"""Most bytes of a file; a ledger of 100 000 tenants has 20 MiB."""
_OUTLINE: Final = "outline"
_DIGEST: Final = 64
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_RECENT: Final = 600
"""Seconds for which a file that no outline names may belong to a run that is about to write one."""


def load(folder: Path) -> Ledger | None:
    """The ledger that a folder holds, if it holds one that can be used."""
    with _opened(folder) as opened:
        content = _content(opened, _OUTLINE) if opened is not None else None
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
    with suppress(OSError), _opened(folder) as opened:
        if opened is None:
            return
        names = {name: _saved(account, opened) for name, account in ledger.accounts.items()}
        content = outline(ledger, names)
        _write(opened, _OUTLINE, sha256(content).hexdigest().encode() + content)
        _sweep(opened, {f"entries-{name}" for name in names.values()} | {_OUTLINE}, now)


@contextmanager
def _opened(folder: Path) -> Iterator[int | None]:
    """The folder, if it and the one above it are this user's alone."""
    try:
        above = os.open(folder.parent, _FOLDER)
    except OSError:
        yield None
        return
    try:
        descriptor = os.open(folder.name, _FOLDER, dir_fd=above)
    except OSError:
        os.close(above)
        yield None
        return
    try:
        yield descriptor if _is_own(above) and _is_own(descriptor) else None
    finally:
        os.close(descriptor)
        os.close(above)


def _is_own(descriptor: int) -> bool:
    status = os.fstat(descriptor)
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _content(folder: int, name: str) -> bytes | None:
    try:
        with open(name, "rb", opener=lambda path, _: os.open(path, _FILE, dir_fd=folder)) as stream:
            status = os.fstat(stream.fileno())
            fit = stat.S_ISREG(status.st_mode) and _is_own(stream.fileno()) and status.st_size <= LIMIT
            return stream.read(LIMIT) if fit else None
    except OSError:
        return None


def _write(folder: int, name: str, content: bytes) -> None:
    new = f"new-{uuid4().hex}"
    try:
        file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600, dir_fd=folder)
        with open(file, "wb") as stream:
            stream.write(content)
        os.rename(new, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        with suppress(OSError):
            os.unlink(new, dir_fd=folder)
        raise


def _saved(account: Account, folder: int) -> str:
    """The name of the file of the account's tenants, written unless it is there and, where its content is at hand,
    the same."""
    kept = account.entries if isinstance(account.entries, Kept) else packed(account.entries)
    file = f"entries-{kept.name}"
    try:
        os.utime(file, dir_fd=folder, follow_symlinks=False)  # no sweep takes it for left over
        sound = not kept.held or _content(folder, file) == kept.content()
    except FileNotFoundError:
        sound = False
    if not sound:
        _write(folder, file, kept.content())
    return kept.name


def _sweep(folder: int, wanted: set[str], now: float) -> None:
    """Removes what no outline names, but for what another run may be about to name."""
    for name in os.listdir(folder):
        if name not in wanted:
            with suppress(OSError):
                if os.stat(name, dir_fd=folder, follow_symlinks=False).st_mtime < now - _RECENT:
                    os.unlink(name, dir_fd=folder)


def _stored(folder: Path, name: str) -> bytes | None:
    with _opened(folder) as opened:
        return _content(opened, f"entries-{name}") if opened is not None else None
