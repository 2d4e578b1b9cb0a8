"""What a reader takes in, and what it refuses by name: the same rules for a worktree and for a commit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tenantry.diagnostics import Code, Diagnostic, Related, codes
from tenantry.git import blob_id
from tenantry.model.document import Span
from tenantry.model.progress import tell
from tenantry.model.snapshot import Snapshot
from tenantry.source.names import folded, path_fault, shown
from tenantry.source.root import MARK

PLACES: Final = ("integrations", "overrides", "schemas", MARK, "tenants")
"""What the compiler reads below the root; everything else there is the user's own."""

FILE_BYTES: Final = 1 << 20
TOTAL_BYTES: Final = 1 << 30
ENTRIES: Final = 250_000
"""The limits: of one file (CONTRACT §2.1; the loader refuses what is longer), of all files, of files and folders: room
for 100 000 tenants, the folders of their groups, and as much again."""

_SUFFIXES: Final = (".yaml", ".yml", ".json")


@dataclass(slots=True)
class Intake:
    """Collects files and problems. Once it is `full`, a reader stops. A worktree also leaves the marks of its files,
    and of folders and all else that decides what is read (model/snapshot.py). Of files beyond `most` bytes together it
    keeps the ids alone, in the hash that made the id `like`."""

    most: int = TOTAL_BYTES
    like: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)
    marks: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    folders: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    full: bool = False
    _count: int = 0
    _room: int = TOTAL_BYTES
    _seen: dict[str, str] = field(default_factory=dict)

    @property
    def entries(self) -> int:
        """How many files and folders were looked at."""
        return self._count

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return TOTAL_BYTES - self._room

    def admits(self, path: str) -> bool:
        """Whether a file or folder may be here; refused by name where its path is bad or like another's."""
        self._count += 1
        tell("reading files", self._count)
        if self._count > ENTRIES:
            self.overflow(f"more than {ENTRIES} files and folders")
        if self.full:
            return False
        if wrong := path_fault(path):
            self.refuse(codes.BAD_PATH, path, wrong, help_text="rename it")
            return False
        low = folded(path)
        first = self._seen.setdefault(path if low == path else low, path)
        if first is not path:
            self._twin(path, first)
        return first is path

    def holds(self, path: str) -> bool:
        """Whether a path like this one was already admitted."""
        return folded(path) in self._seen

    def add(self, path: str, content: bytes) -> None:
        """Takes one file, of which at most `FILE_BYTES` + 1 bytes were read."""
        self._room -= len(content)
        if self._room < 0:
            self.overflow(f"files of more than {TOTAL_BYTES >> 20} MiB together")
        elif self.size <= self.most:
            self.files[path] = content
        else:
            self.ids[path] = blob_id(content, like=self.like)

    def refuse(self, code: Code, path: str, message: str, *, help_text: str) -> None:
        """Notes a file or folder that is not read."""
        self.problems.append(Diagnostic(code=code, message=message, span=Span(shown(path)), help=help_text))

    def overflow(self, what: str) -> None:
        """Notes, once, that the repository is too large."""
        if not self.full:
            advice = "keep in it only what the compiler reads, or split it"
            self.refuse(codes.REPOSITORY_TOO_LARGE, MARK, f"the config repository holds {what}", help_text=advice)
        self.full = True

    def snapshot(
        self, *, commit: str | None, dirty: bool, files: Mapping[str, bytes] | None = None
    ) -> tuple[Snapshot, list[Diagnostic]]:
        """All that was taken in, sorted, or in place of its files these."""
        files = dict(sorted(self.files.items())) if files is None else files
        return Snapshot(files=files, commit=commit, dirty=dirty), sorted(self.problems, key=lambda one: one.sort_key)

    def _twin(self, path: str, first: str) -> None:
        same = "it stands twice in the tree" if path == first else "its path differs only in case or Unicode form from"
        self.problems.append(
            Diagnostic(
                code=codes.PATH_TWINS,
                message=same if path == first else f"{same} {shown(first)}",
                span=Span(shown(path)),
                help="rename one of them: some file systems take both for the same",
                related=(Related("the other is here", Span(shown(first))),),
            )
        )


def is_config(path: str) -> bool:
    """Whether a file is read: YAML, and the JSON Schemas; a README or an image is left alone."""
    return path.lower().endswith(_SUFFIXES)
