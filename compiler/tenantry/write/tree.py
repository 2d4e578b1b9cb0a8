"""Writes a build tree, as a whole or not at all.

The tree is made in a folder beside `out`, brought to the disk, and then exchanged with `out` in one step. Whoever looks
at `out`, at any moment and after any kill, finds the old tree or the new one.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tenantry.folders import discard
from tenantry.model.artifact import Artifact
from tenantry.write.compare import found, manifest_in
from tenantry.write.destination import destination
from tenantry.write.exchange import UNSUPPORTED, exchange, move, settle, settle_name
from tenantry.write.failure import telling
from tenantry.write.files import files_of
from tenantry.write.fill import fill
from tenantry.write.interrupts import held
from tenantry.write.leftovers import OLD, beside, new_folder, sweep
from tenantry.write.manifest import MANIFEST, Provenance, manifest


def write(artifacts: Sequence[Artifact], provenance: Provenance, out: Path) -> None:
    """Replaces the folder `out` by the artifacts and their manifest; leaves it alone where it is just that already.

    Folders above are made. Several runs at once leave the whole tree of one of them. UsageError where `out` may not be
    replaced, or not by this user; ExternalError where the disk fails. What is at `out` is then still whole.
    """
    files = files_of(artifacts, manifest(artifacts, provenance))
    with telling(out), held() as stop:
        target = destination(out)
        with _folders_above(target):
            sweep(target)
            stop()
            if _is_current(target, files):
                return
            with new_folder(target) as folder:
                fill(folder, files, last=target, stop=stop)
                settle(folder)
                stop()
                _replace(target, folder)
        settle_name(os.path.dirname(target))
        discard(folder)


@contextmanager
def _folders_above(target: str) -> Iterator[None]:
    """Makes the folders that `target` stands in; those that were made go again, where there is an error."""
    missing: list[str] = []
    above = os.path.dirname(target)
    while not os.path.lexists(above):
        missing.append(above)
        above = os.path.dirname(above)
    try:
        for folder in reversed(missing):
            with suppress(FileExistsError):
                os.mkdir(folder)
        yield
    except BaseException:
        for folder in missing:
            with suppress(OSError):
                os.rmdir(folder)
        raise


def _is_current(target: str, files: Mapping[str, bytes]) -> bool:
    try:
        return manifest_in(target) == files[MANIFEST] and not found(files, target, modes=True)
    except OSError:  # something in it cannot be read: it is not as we left it
        return False


def _replace(target: str, folder: str) -> None:
    """Puts `folder` in the place of `target`, which is then where `folder` was, if it was there at all."""
    while True:
        try:
            return exchange(folder, target)
        except FileNotFoundError:
            pass  # nothing is there yet
        except OSError as error:
            if error.errno not in UNSUPPORTED:
                raise
            return _replace_in_two_steps(target, folder)
        with suppress(FileExistsError):  # another run was first: exchange with its tree
            return move(folder, target)


def _replace_in_two_steps(target: str, folder: str) -> None:
    """Where nothing can be exchanged (NFS, macOS): between the two moves there is, for some microseconds, no `target`.

    A kill in between leaves the old tree aside, whole; the next run brings it back (`sweep`).
    """
    while True:
        aside = beside(target, OLD)
        with suppress(FileNotFoundError):
            os.rename(target, aside)
        try:
            os.rename(folder, target)
        except OSError as error:
            if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
                discard(aside)  # another run was faster: its tree goes next
                continue
            with suppress(OSError):
                move(aside, target)
            raise
        return discard(aside)
