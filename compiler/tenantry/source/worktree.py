"""The worktree as a `Snapshot`: what git tracks or would track, or everything where there is no git."""

from __future__ import annotations

import os
from pathlib import Path

from tenantry.diagnostics import Diagnostic
from tenantry.errors import UsageError
from tenantry.git import Repository, blob_id
from tenantry.model.snapshot import Snapshot
from tenantry.source.intake import PLACES, Intake, is_config
from tenantry.source.names import text
from tenantry.source.root import MARK
from tenantry.source.walk import walk


def read_worktree(root: Path) -> tuple[Snapshot, list[Diagnostic]]:
    """Reads the config files below `root`, and names what is refused there.

    Links are never followed and nothing but regular files is opened. Files that git ignores are left out, unless git
    ignores the whole folder: then it is read as if there were no git. Raises UsageError where `root` or the git
    repository cannot be read.
    """
    repository = Repository.around(root)
    ignored = frozenset(map(text, repository.ignored(PLACES))) if repository else frozenset()
    if not ignored.isdisjoint((MARK, ".")):
        repository, ignored = None, frozenset()
    submodules = frozenset(map(text, repository.submodules(PLACES))) if repository else frozenset()
    intake = Intake()
    try:
        folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise UsageError(f"'{root}' cannot be read: {error.strerror}") from None
    try:
        walk(folder, intake, ignored=ignored, submodules=submodules)
    finally:
        os.close(folder)
    commit = repository.head() if repository else None
    dirty = repository is not None and commit is not None and _differs(intake.files, repository, commit)
    return intake.snapshot(commit=commit, dirty=dirty)


def _differs(files: dict[str, bytes], repository: Repository, commit: str) -> bool:
    """Whether the config files are others than the commit's, byte for byte.

    They are compared by their git ids, computed here: `git status` would run the filters that attributes ask for.
    """
    try:
        tree = repository.tree(commit)
        entries, cut = repository.entries(tree, deep=True, within=PLACES) if tree else ([], False)
    except UsageError:  # a partial clone that lacks trees: not known to be the same
        return True
    committed = {text(entry.path): entry.id for entry in entries if entry.mode.startswith("100")}
    known = {path: name for path, name in committed.items() if is_config(path)}
    if cut or files.keys() != known.keys():
        return True
    return any(blob_id(content, like=known[path]) != known[path] for path, content in files.items())
