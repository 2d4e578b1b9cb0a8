"""A published commit: how it is written, and how it is known again.

Its message ends in trailers that tell where it came from, and the header `provenance` holds the statement about it:
both travel with every clone and cannot be parted from the tree. Nothing in it depends on the machine or the day; the
dates are those of the source commit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote

_COMMIT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")
_TRAILER: Final = re.compile(r"([A-Z][A-Za-z-]*): (.+)")
PROVENANCE: Final = "provenance"
NEUTRAL: Final = "tenantry <tenantry@localhost>"
"""Author and committer where git knows no name of the one who publishes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a published tree comes from: the commit and the folder of the config repository in it (`.` is the top), the
    digest of the plan that led to it and of the tree, and the versions that made it."""

    commit: str
    path: str
    plan: str
    tree: str
    compiler: str
    tzdata: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What goes into a commit beside its origin."""

    tree: str
    parent: str | None
    author: str
    committer: str
    date: datetime
    title: str
    provenance: bytes


def folder_name(prefix: bytes) -> str:
    """The folder of a config repository as trailers name it."""
    return quote(prefix.rstrip(b"/"), safe="/") or "."


def commit_text(draft: Draft, origin: Origin) -> bytes:
    """The commit as git stores it."""
    stamp = f"{int(draft.date.timestamp())} +0000"
    headers = [
        f"tree {draft.tree}",
        *([f"parent {draft.parent}"] if draft.parent else []),
        f"author {draft.author} {stamp}",
        f"committer {draft.committer} {stamp}",
        f"{PROVENANCE} {draft.provenance.decode('ascii')}",
    ]
    trailers = [
        f"Source-Commit: {origin.commit}",
        f"Source-Path: {origin.path}",
        f"Plan-Digest: {origin.plan}",
        f"Tree-Digest: {origin.tree}",
        f"Compiler: tenantry {origin.compiler}",
        f"Tzdata: {origin.tzdata}",
    ]
    return "\n".join([*headers, "", draft.title, "", *trailers, ""]).encode()


def origin_of(commit: bytes) -> Origin | None:
    """The origin that a commit's trailers tell; None where it is no published commit."""
    lines = commit.decode("utf-8", "replace").rstrip().rpartition("\n\n")[2].split("\n")
    pairs = filter(None, map(_TRAILER.fullmatch, lines))
    found = {pair.group(1): pair.group(2) for pair in pairs}
    try:
        origin = Origin(
            commit=found["Source-Commit"],
            path=found["Source-Path"],
            plan=found["Plan-Digest"],
            tree=found["Tree-Digest"],
            compiler=found["Compiler"].removeprefix("tenantry "),
            tzdata=found["Tzdata"],
        )
    except KeyError:
        return None
    sound = _COMMIT.fullmatch(origin.commit) and _DIGEST.fullmatch(origin.plan) and _DIGEST.fullmatch(origin.tree)
    return origin if sound else None


def parent_of(commit: bytes) -> str | None:
    """The first parent of a commit."""
    found = re.search(rb"^parent ([0-9a-f]+)$", _headers(commit), re.MULTILINE)
    return found.group(1).decode() if found else None


def provenance_of(commit: bytes) -> bytes | None:
    """The statement that a commit holds about itself."""
    found = re.search(rb"^provenance (.+)$", _headers(commit), re.MULTILINE)
    return found.group(1) if found else None


def _headers(commit: bytes) -> bytes:
    return commit.partition(b"\n\n")[0]
