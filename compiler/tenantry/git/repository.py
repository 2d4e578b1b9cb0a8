"""What the compiler asks of a git repository: a commit's id, its trees and blobs, and which files git ignores."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tenantry.errors import UsageError
from tenantry.git.program import Answer, Program, find_git

SHORT: Final = 1 << 16
LISTING: Final = 1 << 25
"""Bytes that git may answer: for one id, and for a list of paths (100 000 paths of 300 bytes)."""

_LAST_SECOND: Final = 253_370_764_800
"""The year 9999, where Python's calendar ends."""
_ID: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_FORBIDDEN: Final = re.compile(r"[\x00-\x20\x7f:?*\[\\]|\.\.|@\{|\^\{/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a git tree; `size` is None for folders and submodules, and where git does not have the object."""

    mode: str
    id: str
    size: int | None
    path: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """The git repository that a folder belongs to; `prefix` is the folder's path in it, "" or with a slash after."""

    program: Program
    prefix: bytes

    @classmethod
    def around(cls, folder: Path) -> Repository | None:
        """The repository around a folder; None where there is none, or no git program.

        It is found here and given to git by name, so that git neither searches for one nor believes `core.worktree`.
        """
        real = os.path.realpath(folder)
        top = real
        while not _holds_git(top):
            if top == os.path.dirname(top):
                return None
            top = os.path.dirname(top)
        path = find_git()
        if path is None:
            return None
        prefix = "" if real == top else os.path.relpath(real, top) + "/"
        program = Program(path=path, git_dir=os.path.join(top, ".git"), top=top, folder=real)
        return cls(program=program, prefix=os.fsencode(prefix))

    def head(self) -> str | None:
        """The id of the commit that the worktree stands on; None before the first one."""
        answer = self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", "HEAD^{commit}")
        return _id_of(answer)

    def resolve(self, ref: str) -> str:
        """The id of the commit that a branch, tag or id names. UsageError where it names none, or more than one."""
        if not ref or len(ref) > 512 or ref.startswith("-") or _FORBIDDEN.search(ref) or not ref.isprintable():
            raise UsageError(f"{ref[:100]!r} cannot name a commit", "name a branch, a tag or a commit's id")
        answer = self._ask("rev-parse", "--verify", "--end-of-options", f"{ref}^{{commit}}")
        found = _id_of(answer)
        if found is None:
            raise UsageError(f"there is no commit '{ref}'", self._why_not_there(ref))
        if "is ambiguous" in answer.complaint and not _ID.fullmatch(ref):
            raise UsageError(
                f"'{ref}' names more than one commit", f"write refs/heads/{ref}, refs/tags/{ref} or a commit's id"
            )
        return found

    def committed_at(self, commit: str) -> datetime:
        """When a commit was made, by its committer's clock. UsageError where it cannot be read."""
        found = re.search(rb"^committer [^\n]*> (\d{1,12}) [+-]\d{4}$", self.commit(commit), re.MULTILINE)
        if found is None:
            raise UsageError(f"git cannot read commit {commit}: it has no date", "run git fsck")
        return datetime.fromtimestamp(min(int(found.group(1)), _LAST_SECOND), UTC)

    def commit(self, commit: str) -> bytes:
        """A commit as git stores it: headers, an empty line, the message. UsageError where it cannot be read."""
        answer = self._ask("cat-file", "commit", commit, limit=LISTING)
        if not answer.ok:
            raise UsageError(f"git cannot read commit {commit}: {answer.complaint}", self._why_not_there())
        return answer.output

    def holds(self, commit: str) -> bool:
        """Whether a commit, given by its id, is here."""
        return self._ask("cat-file", "-e", f"{commit}^{{commit}}").ok

    def may_name(self, ref: str) -> bool:
        """Whether git lets a ref have this full name."""
        return self._ask("check-ref-format", ref).ok

    def is_ancestor(self, commit: str, other: str) -> bool:
        """Whether a commit is in the history of another (or is that other)."""
        return self._ask("merge-base", "--is-ancestor", "--end-of-options", commit, other).ok

    def common(self, one: str, other: str) -> str:
        """The nearest commit that two have in their history. UsageError where there is none, or where a shallow clone
        does not show it."""
        found = _id_of(self._ask("merge-base", "--end-of-options", one, other))
        if found is None:
            raise UsageError(f"{one[:12]} and {other[:12]} have no history in common", self._why_not_there())
        return found

    def tree(self, commit: str) -> str | None:
        """What names the folder's own tree in a commit, or None where the commit has no such folder.

        UsageError where the commit's trees cannot be read.
        """
        if not self.prefix:
            return commit
        found, _ = self.entries(commit, deep=False, within=(self.prefix.rstrip(b"/"),))
        return next((entry.id for entry in found if entry.mode == "040000"), None)

    def entries(self, tree: str, *, deep: bool, within: Sequence[str | bytes] = ()) -> tuple[list[Entry], bool]:
        """The entries of a tree, at `within` or all, in git's order, and whether there were too many to list them all.

        `deep` also lists all below them. UsageError where the tree cannot be read.
        """
        depth = ("-r", "-t", "--long") if deep else ("--long",)
        answer = self._ask("ls-tree", "-z", "--full-tree", *depth, tree, "--", *within, limit=LISTING)
        if not (answer.ok or answer.cut):
            raise UsageError(f"git cannot list tree {tree}: {answer.complaint}", self._why_not_there())
        return list(_entries(answer.output)), answer.cut

    def files(self, tree: str, *, within: Sequence[str]) -> Iterator[tuple[bytes, str]]:
        """The path and id of each regular file at or below `within`. UsageError where they cannot be listed: without
        their sizes git opens no file for it, so those of a partial clone can be."""
        answer = self._ask("ls-tree", "-z", "-r", "--full-tree", tree, "--", *within, limit=LISTING)
        for record in self._listed(answer):
            state, _, path = record.partition(b"\t")
            if state.startswith(b"100"):
                yield path, state[state.rindex(b" ") + 1 :].decode("ascii")

    def changes(self, tree: str, other: str, *, within: Sequence[str]) -> list[Entry]:
        """The files at or below `within` that are others in the tree `other`, as they are there: one that is gone has
        the mode 000000. UsageError where the trees cannot be compared."""
        at_top = replace(self.program, folder=self.program.top)  # git takes paths for those below where it stands
        options = ("-r", "-z", "--raw", "--no-renames", "--no-ext-diff")
        answer = at_top.run(["diff-tree", *options, tree, other, "--", *within], limit=LISTING)
        parts = self._listed(answer)
        states = (part.decode("ascii").split() for part in parts[::2])
        return [
            Entry(mode=state[1], id=state[3], size=None, path=path)
            for state, path in zip(states, parts[1::2], strict=True)
        ]

    def contents(self, ids: Sequence[str], *, limit: int) -> Iterator[bytes]:
        """The contents of blobs in the order of `ids`; together with their headers they may take `limit` bytes.

        Each is proven by its id. UsageError where one is missing or damaged.
        """
        given = "".join(f"{name}\n" for name in ids).encode()
        answer = self._ask("cat-file", "--batch", "--buffer", given=given, limit=limit)
        if not answer.ok or answer.cut:
            raise UsageError(f"git cannot read the commit's files: {answer.complaint}", self._why_not_there())
        start = 0
        for name in ids:
            end = answer.output.index(b"\n", start)
            header = answer.output[start:end].split()
            if len(header) != 3 or header[1] != b"blob":
                raise UsageError(f"git does not have object {name} of the commit", self._why_not_there())
            start = end + 1 + int(header[2]) + 1
            content = answer.output[end + 1 : start - 1]
            if blob_id(content, like=name) != name:
                raise UsageError(f"object {name} of the git repository is damaged", "run git fsck")
            yield content

    def head_of(self, blob: str, *, limit: int) -> bytes:
        """The first `limit` bytes of one large blob."""
        answer = self._ask("cat-file", "blob", blob, limit=limit)
        if not (answer.ok or answer.cut):
            raise UsageError(f"git does not have object {blob} of the commit", self._why_not_there())
        return answer.output

    def ignored(self, within: Sequence[str]) -> frozenset[bytes]:
        """Files and folders at or below `within` that git ignores and does not track, relative to the folder."""
        answer = self._ask(
            "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory", "--", *within, limit=LISTING
        )
        return frozenset(path.rstrip(b"/") for path in self._listed(answer))

    def submodules(self, within: Sequence[str]) -> frozenset[bytes]:
        """Folders at or below `within` that the index holds as submodules, relative to the folder."""
        answer = self._ask("ls-files", "-z", "--stage", "--", *within, limit=LISTING)
        records = (record.partition(b"\t") for record in self._listed(answer))
        return frozenset(path for state, _, path in records if state.startswith(b"160000 "))

    def _listed(self, answer: Answer) -> list[bytes]:
        if not answer.ok or answer.cut:
            raise UsageError(f"git cannot list the files of {self.program.top}: {answer.complaint or 'too many'}")
        return answer.output.split(b"\0")[:-1]

    def _why_not_there(self, ref: str = "") -> str:
        if ref and _id_of(
            self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"refs/remotes/origin/{ref}")
        ):
            return f"did you mean 'origin/{ref}'?"
        shallow = self._ask("rev-parse", "--is-shallow-repository")
        if shallow.output.strip() == b"true":
            return "this clone is shallow: run git fetch --unshallow (in GitHub Actions: fetch-depth: 0)"
        return "fetch it first; nothing is fetched from here"

    def _ask(self, *arguments: str | bytes, given: bytes = b"", limit: int = SHORT) -> Answer:
        return self.program.run(arguments, given=given, limit=limit)


def blob_id(content: bytes, *, like: str) -> str:
    """The id that git gives to a file with this content, in the hash that made the id `like`."""
    header = b"blob %d\0" % len(content)
    if len(like) == 64:
        return hashlib.sha256(header + content).hexdigest()
    return hashlib.sha1(header + content, usedforsecurity=False).hexdigest()


def _id_of(answer: Answer) -> str | None:
    name = answer.output.decode("ascii", "replace").strip()
    return name if answer.ok and _ID.fullmatch(name) else None


def _entries(listing: bytes) -> Iterator[Entry]:
    """Parses `ls-tree -z --long`: `<mode> <type> <id> <size>\\t<path>\\0`; a record that was cut off is left out."""
    for record in listing.split(b"\0")[:-1]:
        state, _, path = record.partition(b"\t")
        mode, _, name, size = state.decode("ascii").split()
        yield Entry(mode=mode, id=name, size=int(size) if size.isdigit() else None, path=path)


def _holds_git(folder: str) -> bool:
    """Whether a folder is the top of a worktree: .git is a repository, or a file that names one."""
    path = os.path.join(folder, ".git")
    return os.path.isfile(path) or os.path.lexists(os.path.join(path, "HEAD"))
