"""A commit as a `Snapshot`, read from git's objects: no checkout, no attributes, no filters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from tenantry.diagnostics import Diagnostic, codes
from tenantry.errors import UsageError
from tenantry.git import Entry, Repository, find_git
from tenantry.model.snapshot import Snapshot
from tenantry.source.intake import ENTRIES, FILE_BYTES, PLACES, Intake, is_config
from tenantry.source.names import folded, path_fault, shown, text
from tenantry.source.root import MARK

BATCH_BYTES: Final = 1 << 26
"""Contents that one call of git hands over, which bounds the memory that is held twice."""

_HEADER: Final = 128
_FILES: Final = ("100644", "100755", "100664")


def read_commit(root: Path, ref: str, *, empty: bool = False) -> tuple[Snapshot, list[Diagnostic]]:
    """Reads the config files that the folder `root` has in the commit that `ref` names, and names what is refused.

    Raises UsageError where there is no git, no such commit, or no config repository in it: an unreadable base is never
    taken for an empty one. With `empty` a commit that can be read and holds none is a snapshot without files.
    """
    repository = _repository(root)
    commit = repository.resolve(ref)
    tree = repository.tree(commit)
    top, _ = repository.entries(tree, deep=False) if tree else ([], False)
    if tree is None or not any(entry.path == MARK.encode() and entry.size is not None for entry in top):
        if empty:
            return Snapshot(files={}, commit=commit), []
        where = f"'{ref}' ({commit[:12]})" if ref != commit else f"commit {commit[:12]}"
        missing = shown(text(repository.prefix) + MARK)
        raise UsageError(f"{where} holds no config repository: there is no {missing} in it")
    intake = Intake()
    entries, cut = repository.entries(tree, deep=True, within=_places(top))
    wanted = list(_admitted(entries, intake))
    if cut:
        intake.overflow(f"more than {ENTRIES} files and folders")
    _take(wanted, repository, intake)
    return intake.snapshot(commit=commit, dirty=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """How two commits are related: when the first was committed, and whether the second lacks something of it."""

    committed: datetime
    behind: bool


def history(root: Path, base: str, head: str | None) -> History:
    """What the commit `base` is to the commit `head`, or to the one that the worktree stands on. UsageError where they
    have no history in common: they cannot be compared."""
    repository = _repository(root)
    other = repository.resolve(head) if head is not None else repository.head()
    commit = repository.resolve(base)
    if other is None:
        raise UsageError("the worktree stands on no commit, so it has no history in common with another")
    behind = repository.common(commit, other) != commit
    return History(committed=repository.committed_at(commit), behind=behind)


def commit_of(root: Path, ref: str) -> str:
    """The id of the commit that a ref names. UsageError where it names none."""
    return _repository(root).resolve(ref)


def head_of(root: Path) -> str | None:
    """The commit that the worktree stands on."""
    repository = Repository.around(root)
    return repository.head() if repository is not None else None


def changed_files(root: Path, commit: str, other: str) -> dict[str, str | None] | None:
    """The ids that config files have in the commit `other` and not in `commit` (None: no such file there). None where a
    folder, a link or a file's name is not what a config repository has, or one of the commits holds none or is no
    longer there."""
    repository = _repository(root)
    try:
        trees = [repository.tree(each) for each in (commit, other)]
        if trees[0] is None or trees[1] is None:
            return None
        changes = repository.changes(trees[0], trees[1], within=PLACES) if commit != other else []
    except UsageError:
        return None
    found: dict[str, str | None] = {}
    for entry in changes:
        path, gone = text(entry.path), entry.mode == "000000"
        if not gone and (entry.mode not in _FILES or path_fault(path) is not None):
            return None
        if is_config(path):
            found[path] = None if gone else entry.id
    return found


def blobs(root: Path, ids: Sequence[str]) -> list[bytes]:
    """The contents of blobs, which are small files all, in the order of their ids."""
    return list(_repository(root).contents(ids, limit=len(ids) * (FILE_BYTES + _HEADER)))


def _repository(root: Path) -> Repository:
    repository = Repository.around(root)
    if repository is None:
        reason = "is not in a git repository" if find_git() else "needs the git program, which is not installed here"
        raise UsageError(f"a commit cannot be read: '{root}' {reason}")
    return repository


def _places(top: Sequence[Entry]) -> list[str]:
    """The places that are there, and names that differ from them only in case."""
    names = [text(entry.path) for entry in top]
    there = {folded(name) for name in names if name in PLACES}
    return [name for name in names if folded(name) in there]


def _admitted(entries: Sequence[Entry], intake: Intake) -> Iterator[Entry]:
    """The files to read. What stands in a refused folder is left out with it."""
    refused: set[str] = set()
    for entry in sorted(entries, key=_order):
        path = text(entry.path)
        if intake.full:
            return
        if path.rpartition("/")[0] in refused or not _may_stay(entry, path, intake):
            refused.add(path)
        elif entry.mode in _FILES and is_config(path):
            yield entry


def _order(entry: Entry) -> tuple[bool, bytes]:
    """The true places first: it is the others that are called twins of them."""
    return (text(entry.path.partition(b"/")[0]) not in PLACES, entry.path)


def _may_stay(entry: Entry, path: str, intake: Intake) -> bool:
    if not intake.admits(path):
        return False
    if entry.mode == "120000":
        help_text = "put the file or folder itself here"
        intake.refuse(codes.SYMLINK, path, "is a symbolic link; links are not followed", help_text=help_text)
    elif entry.mode == "160000":
        help_text = "keep only regular files and folders here"
        intake.refuse(codes.SPECIAL_FILE, path, "is a submodule", help_text=help_text)
    else:
        return True
    return False


def _take(wanted: Sequence[Entry], repository: Repository, intake: Intake) -> None:
    """Reads the contents, in batches; of a file that is too large only so much that the loader sees it."""
    for batch in _batches([entry for entry in wanted if not _is_large(entry)]):
        room = sum((entry.size or 0) + _HEADER for entry in batch)
        for entry, content in zip(batch, repository.contents([one.id for one in batch], limit=room), strict=True):
            intake.add(text(entry.path), content)
        if intake.full:
            return
    for entry in filter(_is_large, wanted):
        if not intake.full:
            intake.add(text(entry.path), repository.head_of(entry.id, limit=FILE_BYTES + 1))


def _is_large(entry: Entry) -> bool:
    return (entry.size or 0) > FILE_BYTES


def _batches(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    batch: list[Entry] = []
    size = 0
    for entry in entries:
        size += entry.size or 0
        batch.append(entry)
        if size > BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
