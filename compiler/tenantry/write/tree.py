"""Writes a build tree, as a whole or not at all.

The tree is made in a folder beside `out`, brought to the disk, and then exchanged with `out` in one step. Whoever looks
at `out`, at any moment and after any kill, finds the old tree or the new one.
"""

from __future__ import annotations

import errno
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from mmap import mmap
from pathlib import Path

from tenantry.errors import ExternalError, UsageError
from tenantry.folders import discard
from tenantry.model.artifact import Artifact
from tenantry.write.compare import found, manifest_in
from tenantry.write.destination import destination
from tenantry.write.exchange import UNSUPPORTED, exchange, move, settle, settle_name
from tenantry.write.failure import telling
from tenantry.write.files import FOLDER_MODE, refuse, seal_of, seals_of
from tenantry.write.fill import New, fill
from tenantry.write.interrupts import Held, held
from tenantry.write.leftovers import OLD, beside, new_folder, sweep
from tenantry.write.listing import Listed, Listing, listed, packed
from tenantry.write.manifest import MANIFEST, Provenance, manifest


def write(artifacts: Sequence[Artifact], provenance: Provenance, out: Path) -> None:
    """Replaces the folder `out` by the artifacts and their manifest; leaves it alone where it is just that already.

    Folders above are made. Several runs at once leave the whole tree of one of them. UsageError where `out` may not be
    replaced, or not by this user; ExternalError where the disk fails. What is at `out` is then still whole.
    """
    content = manifest(artifacts, provenance)
    seals_of(artifacts, content)  # refuses paths before anything is made
    with staged(out) as stage:
        if not stage.is_current(artifacts, content):
            stage.fill(artifacts)
            stage.replace(content)


@contextmanager
def staged(out: Path, *, written: bool = True) -> Iterator[Stage]:
    """The next tree of `out`, to be filled and to take its place. It goes, with folders that were made above it, unless
    it did. One that is not `written` only lists what it would hold. Signals are held."""
    with held() as stop, suppress(_Unused):
        with ExitStack() as stack:
            stage = Stage(out, stop)
            if written:
                stage.open(stack)
            yield stage
            if not stage.replaced:
                raise _Unused
        stage.close()


class _Unused(Exception):
    """Ends a stage that takes no place; never leaves `staged`."""


class Stage:
    """The next tree while it is made, by this process and by copies of it. What fails is told when it is to take its
    place: until then nobody knows whether it will."""

    def __init__(self, out: Path, stop: Held) -> None:
        self.replaced = False
        self._out = out
        self._stop = stop
        self._owner = os.getpid()
        self._target = ""
        self._folder: str | None = None
        self._failure: Exception | None = None
        self._given_up = mmap(-1, 1)  # which the copies have in common
        self._current: bool | None = None

    def open(self, stack: ExitStack) -> None:
        """Makes its folder beside that which it is to replace."""
        try:
            with telling(self._out):
                self._target = destination(self._out)
                stack.enter_context(_folders_above(self._target))
                sweep(self._target)
                self._stop()
                self._folder = stack.enter_context(new_folder(self._target))
        except (UsageError, ExternalError) as failure:
            self._failure = failure

    def anywhere(self) -> AbstractContextManager[None]:
        """In here signals are heard at once."""
        return self._stop.anywhere()

    def give_up(self) -> None:
        """It will not take any place: nothing more is made of it."""
        self._given_up[0] = 1

    def fill(self, artifacts: Iterable[Artifact]) -> bytes:
        """Makes these files, sorted by path, or as long as nothing failed; packs what there is to list of them, and
        keeps no content. OSError in a copy of the process: then it is for this one to do it again."""
        found: list[Listed] = []
        if self._given_up[0]:
            return b""
        files = _contents(artifacts, found)
        self._fill(files)
        deque(files, maxlen=0)  # what is not written is listed
        return packed(found)

    def link(self, listing: bytes) -> bool:
        """Makes files that were packed earlier, of those in the last tree. False where one of them is no longer as it
        was listed: then none is made. OSError as above."""
        files = list(Listing([listing]))
        for each in files:
            refuse(each, {})
        if self._fill(New(each.path, (each.size, each.sha256), None) for each in files):
            return True
        for each in files:
            with suppress(FileNotFoundError):
                os.unlink(f"{self._folder}/{each.path}")
        return False

    def _fill(self, files: Iterable[New]) -> bool:
        """Whether all could be made, or need not be."""
        try:
            if self._folder is not None and self._failure is None and not self._given_up[0]:
                return fill(self._folder, files, last=self._target, stop=self._stop_or_leave)
        except OSError as failure:
            if os.getpid() != self._owner:
                raise
            self._failure = failure
        return True

    def _stop_or_leave(self) -> None:
        """Also ends a copy of the process that is gone."""
        self._stop()
        if self._owner not in (os.getpid(), os.getppid()):
            raise ProcessLookupError

    @property
    def current(self) -> bool:
        """Whether what is at the place was found to be that already."""
        return bool(self._current)

    def is_current(self, artifacts: Sequence[Artifact] | Listing, content: bytes) -> bool:
        """Whether what is at the place is that already, with this manifest: then nothing has to be made, and it is no
        matter whether it could be. It is looked at when this is first asked."""
        if self._current is None:
            try:
                same = manifest_in(self._target) == content
                self._current = same and not found(seals_of(artifacts, content), self._target, modes=True)
            except OSError:  # something in it cannot be read: it is not as we left it
                self._current = False
        return self._current

    def replace(self, content: bytes) -> None:
        """Takes the place, with this manifest. UsageError where that is not for this user to replace, ExternalError
        where the disk fails."""
        self._check()
        with telling(self._out):
            folder = self._folder or ""
            fill(folder, [New(MANIFEST, seal_of(content), content)], last=self._target, stop=self._stop)
            os.chmod(folder, FOLDER_MODE)
            settle(folder)
            self._stop()
            _replace(self._target, folder)
            self.replaced = True

    def close(self) -> None:
        """Removes what it replaced."""
        with telling(self._out):
            settle_name(os.path.dirname(self._target))
            discard(self._folder or "")

    def _check(self) -> None:
        with telling(self._out):
            if self._failure is not None:
                raise self._failure


def _contents(artifacts: Iterable[Artifact], found: list[Listed]) -> Iterator[New]:
    """Each as a file; it is added to `found`. ValueError where a path may not be: a bug of a target."""
    for artifact in artifacts:
        refuse(artifact, {})
        content = artifact.once()
        row = listed(artifact, content)
        found.append(row)
        yield New(row.path, (row.size, row.sha256), content)


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
