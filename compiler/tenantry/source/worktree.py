"""The worktree as a `Snapshot`: what git tracks or would track, or everything where there is no git."""

from __future__ import annotations

import os
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from tenantry.diagnostics import Diagnostic
from tenantry.errors import UsageError
from tenantry.git import Repository
from tenantry.model.ids import Ids
from tenantry.model.snapshot import Footprint, Identity, Snapshot
from tenantry.source.again import Contents
from tenantry.source.footprint import UNKNOWN, Mark, aged, blob_ids, decides, git_marks, names_of, trusted
from tenantry.source.intake import PLACES, TOTAL_BYTES, Intake, is_config
from tenantry.source.names import text
from tenantry.source.root import MARK
from tenantry.source.walk import walk


def read_worktree(root: Path) -> tuple[Snapshot, list[Diagnostic]]:
    """Reads the config files below `root`, and names what is refused there.

    Links are never followed and nothing but regular files is opened. Files that git ignores are left out, unless git
    ignores the whole folder: then it is read as if there were no git. Raises UsageError where `root` or the git
    repository cannot be read.
    """
    found = _read(root)
    return found.intake.snapshot(commit=found.commit, dirty=_dirty(found))


def identify_worktree(
    root: Path, *, at: int, most: int = TOTAL_BYTES
) -> tuple[Snapshot, list[Diagnostic], Identity]:  # fmt: skip
    """As `read_worktree`, with what tells the worktree from others; `at` is the instant now, in nanoseconds since
    1970. No more than `most` bytes of contents are held (source/again.py)."""
    found = _read(root, most=most)
    held = found.intake.files
    named = dict(sorted({**blob_ids(held, like=found.commit or ""), **found.intake.ids}.items()))
    others, ids = _others(found, named), Ids.of(named)
    snapshot, problems = found.intake.snapshot(
        commit=found.commit,
        dirty=bool(others) if others is not None else found.commit is not None,
        files=Contents(root, ids, held) if found.intake.ids else None,
    )
    return snapshot, problems, Identity(ids=ids, others=others, footprint=_footprint(found, ids.paths, at))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Worktree:
    """What was taken in, the commit that it stands on, and what decided what git ignores."""

    intake: Intake
    repository: Repository | None
    commit: str | None
    names: Sequence[str]
    ignored: Sequence[str]
    git: dict[str, Mark]


def _read(root: Path, *, most: int = TOTAL_BYTES) -> _Worktree:
    repository = Repository.around(root)
    git = git_marks(root, repository)
    ignored = frozenset(map(text, repository.ignored(PLACES))) if repository else frozenset()
    if not ignored.isdisjoint((MARK, ".")):
        repository, ignored = None, frozenset()
    submodules = frozenset(map(text, repository.submodules(PLACES))) if repository else frozenset()
    commit = repository.head() if repository else None
    intake = Intake(most=most, like=commit or "")
    try:
        folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise UsageError(f"'{root}' cannot be read: {error.strerror}") from None
    try:
        names = names_of(os.listdir(folder))
        walk(folder, intake, ignored=ignored, submodules=submodules)
    finally:
        os.close(folder)
    left_out = sorted({*ignored, *submodules})
    if repository is not None and any(decides(root, path) for path in ignored):
        git[repository.program.git_dir] = UNKNOWN
    return _Worktree(intake=intake, repository=repository, commit=commit, names=names, ignored=left_out, git=git)


def _footprint(found: _Worktree, files: Sequence[str], at: int) -> Footprint | None:
    """None for a folder that git ignores as a whole: a look would take it for one that git asks about."""
    if found.repository is None and found.git:
        return None
    marks = found.intake.marks
    return Footprint(
        files=files,
        marks=array("q", chain.from_iterable(trusted(marks[path], at) for path in files)),
        folders={path: trusted(each, at) for path, each in found.intake.folders.items()},
        names=found.names,
        ignored=found.ignored,
        git=aged(found.git, at),
        entries=found.intake.entries,
        size=found.intake.size,
    )


def _dirty(found: _Worktree) -> bool:
    others = _others(found, blob_ids(found.intake.files, like=found.commit or ""))
    return bool(others) if others is not None else found.commit is not None


def _others(found: _Worktree, ids: Mapping[str, str]) -> dict[str, str | None] | None:
    """The ids in the commit of config files that are others here, byte for byte; None of those that it has not. None
    where there is no commit, or it cannot be known.

    They are compared by their git ids, computed here: `git status` would run the filters that attributes ask for.
    """
    committed = _committed(found)
    if committed is None:
        return None
    others: dict[str, str | None] = {path: name for path, name in committed.items() if ids.get(path) != name}
    return dict(sorted({**others, **{path: None for path in ids if path not in committed}}.items()))


def _committed(found: _Worktree) -> dict[str, str] | None:
    """The ids of the commit's config files; None where there is no commit, or they cannot be known."""
    repository, commit = found.repository, found.commit
    if repository is None or commit is None:
        return None
    try:
        tree = repository.tree(commit)
        files = repository.files(tree, within=PLACES) if tree else ()
        known = {text(path): name for path, name in files}
    except UsageError:  # a partial clone that lacks trees: not known to be the same
        return None
    return {path: name for path, name in known.items() if is_config(path)}
