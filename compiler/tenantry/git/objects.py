"""Writes git objects by plumbing alone: no worktree, no index, no ref is touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from tenantry.errors import ExternalError
from tenantry.git.program import Answer, Program
from tenantry.git.repository import LISTING, SHORT

_FILE: Final = b"100644 blob %s\t%s\0"
_FOLDER: Final = b"040000 tree %s\t%s\0"


def store_blobs(program: Program, contents: Iterable[bytes]) -> None:
    """Writes files' contents as one pack. ExternalError where git cannot."""
    stream = b"".join(b"blob\ndata %d\n%s\n" % (len(content), content) for content in contents)
    arguments = ("-c", "fastimport.unpackLimit=0", "fast-import", "--quiet", "--done")
    _done(program.run(arguments, given=stream + b"done\n", limit=SHORT))


def store_tree(program: Program, files: Mapping[str, str]) -> str:
    """Writes the tree of files, given by path with the ids of their blobs; returns its id.

    Folders are written from the deepest level up, one call for each level.
    """
    levels: dict[int, dict[str, list[bytes]]] = {0: {"": []}}
    for path, blob in files.items():
        folder, _, name = path.rpartition("/")
        _records(levels, folder).append(_FILE % (blob.encode(), name.encode()))
    for level in sorted(levels, reverse=True):
        folders = levels[level]
        given = b"".join(b"".join(records) + b"\0" for records in folders.values())
        answer = _done(program.run(("mktree", "-z", "--missing", "--batch"), given=given, limit=LISTING))
        trees = answer.output.split()
        for folder, tree in zip(folders, trees, strict=True):
            above, _, name = folder.rpartition("/")
            if folder:
                _records(levels, above).append(_FOLDER % (tree, name.encode()))
    return trees[0].decode()


def store_commit(program: Program, content: bytes) -> str:
    """Writes a commit, given as git stores it; returns its id."""
    answer = _done(program.run(("hash-object", "-t", "commit", "-w", "--stdin"), given=content, limit=SHORT))
    return answer.output.decode().strip()


def _records(levels: dict[int, dict[str, list[bytes]]], folder: str) -> list[bytes]:
    """The entries of a folder, which is noted with all folders above it."""
    level = folder.count("/") + 1 if folder else 0
    known = levels.setdefault(level, {})
    if folder not in known:
        known[folder] = []
        _records(levels, folder.rpartition("/")[0])
    return known[folder]


def _done(answer: Answer) -> Answer:
    if not answer.ok:
        raise ExternalError(f"git cannot write objects: {answer.complaint or 'it gave no reason'}")
    return answer
