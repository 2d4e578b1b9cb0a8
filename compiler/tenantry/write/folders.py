"""Folders below a root, opened without following a link: nothing is written outside, whatever stands there."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tenantry.errors import UsageError


@contextmanager
def opened(root: Path, path: str, *, make: bool) -> Iterator[int | None]:
    """The folder at `path`, opened name by name; None where it is missing and not to make. UsageError at a link."""
    chain = [os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)]
    try:
        for name in filter(None, path.split("/")):
            if make:
                _make(name, chain[-1])
            try:
                chain.append(_open(name, chain[-1], f"{root}/{path}"))
            except FileNotFoundError:
                yield None
                return
        yield chain[-1]
    finally:
        for descriptor in chain:
            os.close(descriptor)


def _make(name: str, above: int) -> None:
    with suppress(FileExistsError):
        os.mkdir(name, dir_fd=above)


def _open(name: str, above: int, shown: str) -> int:
    try:
        return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=above)
    except OSError as error:
        raise link(shown) if error.errno in (errno.ELOOP, errno.ENOTDIR) else error from None


def link(shown: str) -> UsageError:
    """The refusal where a link stands in the way."""
    return UsageError(f"'{shown}' is a link or no folder; nothing is written through it", "remove it and try again")
