"""Walks folders and reads files by descriptor, one name at a time, so that no link is ever followed, not even one that
is put there between a look and the opening."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Set
from dataclasses import dataclass
from itertools import islice
from typing import Final

from tenantry.diagnostics import codes
from tenantry.source.footprint import FILE, FOLDER, mark
from tenantry.source.intake import ENTRIES, FILE_BYTES, PLACES, Intake, is_config
from tenantry.source.names import folded, text

_LINK_HELP: Final = "put the file or folder itself here"
_PLAIN_HELP: Final = "keep only regular files and folders here"
_SPECIAL: Final = "is a FIFO, a socket or a device"


def walk(root: int, intake: Intake, *, ignored: Set[str], submodules: Set[str]) -> None:
    """Takes in everything of the config repository whose open folder is `root`, but for paths in `ignored`."""
    with os.scandir(root) as entries:
        found = [(_name(entry), entry) for entry in entries if folded(_name(entry)) in PLACES]
    walker = Walker(intake, ignored, submodules)
    for name, entry in sorted(found, key=lambda one: (one[0] not in PLACES, one[0])):
        if name in PLACES or intake.holds(name):
            walker.enter(root, entry, name)


def _name(entry: os.DirEntry[str]) -> str:
    """The name as text in UTF-8, whatever the locale is."""
    return text(os.fsencode(entry.name))


@dataclass(frozen=True, slots=True)
class Walker:
    """Takes in files and folders, with all below them, but for the paths that git ignores."""

    intake: Intake
    ignored: Set[str]
    submodules: Set[str]

    def enter(self, parent: int, entry: os.DirEntry[str], path: str) -> None:
        """Takes in one entry of the open folder `parent`, with all below it."""
        if path in self.ignored or not self.intake.admits(path):
            return
        try:
            if entry.is_symlink():
                message = "is a symbolic link; links are not followed"
                self.intake.refuse(codes.SYMLINK, path, message, help_text=_LINK_HELP)
            elif entry.is_dir(follow_symlinks=False):
                self._folder(parent, entry.name, path)
            elif not entry.is_file(follow_symlinks=False):
                self._special(path, _SPECIAL)
            elif is_config(path):
                self._file(parent, entry.name, path)
        except FileNotFoundError:
            return  # deleted meanwhile
        except OSError as error:
            message = f"cannot be read: {os.strerror(error.errno or 0).lower()}"
            self.intake.refuse(codes.UNREADABLE_FILE, path, message, help_text="see whose it is, and who may read it")

    def _folder(self, parent: int, name: str, path: str) -> None:
        folder = os.open(name, FOLDER, dir_fd=parent)
        try:
            self.intake.folders[path] = mark(os.fstat(folder))
            with os.scandir(folder) as entries:
                # one more than there may be at all: a folder without end is told, but not read to its end
                inside = sorted(islice(self._kept(entries, path), ENTRIES + 1), key=lambda one: one[0])
            if path in self.submodules or any(below.lower().endswith("/.git") for below, _ in inside):
                self._special(path, "is a git repository of its own, or a submodule")
                return
            for below, entry in inside:
                if below.endswith("/.gitignore"):
                    self.intake.folders[below] = mark(entry.stat(follow_symlinks=False))
                self.enter(folder, entry, below)
        finally:
            os.close(folder)

    def _kept(self, entries: Iterator[os.DirEntry[str]], path: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
        """The entries that git does not ignore, each with its path."""
        for entry in entries:
            below = f"{path}/{_name(entry)}"
            if below not in self.ignored:
                yield below, entry

    def _file(self, parent: int, name: str, path: str) -> None:
        file = os.open(name, FILE, dir_fd=parent)
        try:
            status = os.fstat(file)
            if not stat.S_ISREG(status.st_mode):
                self._special(path, _SPECIAL)
            elif status.st_nlink > 1:
                self._special(path, "is a hard link: the same file has another name, perhaps outside of here")
            else:
                self.intake.marks[path] = mark(status)
                self.intake.add(path, b"".join(chunks(file, status.st_size)))
        finally:
            os.close(file)

    def _special(self, path: str, message: str) -> None:
        self.intake.refuse(codes.SPECIAL_FILE, path, message, help_text=_PLAIN_HELP)


def chunks(file: int, size: int) -> Iterator[bytes]:
    """The content up to one byte over the limit, whatever `size` promised; mostly one call."""
    room = FILE_BYTES + 1
    while room > 0 and (chunk := os.read(file, min(size + 1, room))):
        room -= len(chunk)
        yield chunk
        if len(chunk) == size:
            return
