"""The outline of a ledger as bytes: all of it but the tenants of its accounts, which it refers to by name.

What is read may be anything with the right hash: a form that is none raises one of MALFORMED, and no path in it leads
out of the root.
"""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final

from tenantry.ledger.entries import Kept
from tenantry.ledger.forms import (
    cut,
    flag,
    found_form,
    found_of,
    git_id,
    ignores_form,
    ignores_of,
    number,
    problems_form,
    problems_of,
    text,
    texts,
)
from tenantry.ledger.ledger import Account, Ledger, Origin
from tenantry.ledger.pace import KeptPace, pace_text
from tenantry.model.ids import Ids
from tenantry.model.paths import Paths
from tenantry.model.snapshot import Footprint

_NAME: Final = re.compile(r"[0-9a-f]{64}")
_WIDTHS: Final = (20, 32)
"""Bytes of git's ids in SHA-1 and SHA-256."""
_OUTSIDE: Final = (b"//", b"/./", b"/../")
"""What stands in a path, between slashes, that is absolute or has a name that is none."""

Stored = Callable[[str], bytes | None]
"""The tenants of an account as text, by the text's name; None where there is no such text."""


def outline(ledger: Ledger, names: Mapping[str, str]) -> bytes:
    """A line of JSON, then the names, ids and marks of the files, and the pace."""
    files, footprint = ledger.ids.paths, ledger.footprint
    head: dict[str, Any] = {
        "since": ledger.since.isoformat(),
        "until": ledger.until.isoformat(),
        "renders_apart": ledger.renders_apart,
        "origin": [ledger.origin.commit, ledger.origin.others] if ledger.origin else None,
        "store": problems_form(ledger.store),
        "accounts": {name: _account_form(each, names[name]) for name, each in ledger.accounts.items()},
        "runs": files.runs,
        "footprint": _footprint_form(footprint) if footprint else None,
    }
    marks = footprint.marks.tobytes() if footprint else b""
    parts = (b"\0".join(files.names), ledger.ids.raw, marks, pace_text(ledger.pace))
    sizes = [len(part) for part in parts]
    return b"".join((json.dumps({**head, "sizes": sizes}, separators=(",", ":")).encode(), b"\n", *parts))


def _account_form(account: Account, name: str) -> Any:
    return [
        name,
        len(account.entries),
        account.declared,
        account.connectors,
        found_form(account.found),
        ignores_form(account.ignores),
        problems_form(account.together),
    ]


def _account_of(form: Any, stored: Stored) -> Account:
    name, count, declared, connectors, found, ignores, together = form
    if not _NAME.fullmatch(name):
        raise ValueError("no name of a file here")
    return Account(
        entries=Kept(name, number(count), partial(stored, name)),
        declared=flag(declared),
        connectors={connector: text(scope) for connector, scope in connectors.items()},
        found=found_of(found),
        ignores=ignores_of(ignores),
        together=problems_of(together),
    )


def ledger_of(content: bytes, stored: Stored) -> Ledger:
    """The ledger of an outline."""
    line, _, rest = content.partition(b"\n")
    head = json.loads(line)
    names, ids, marks, pace = cut(rest, head["sizes"])
    files = _paths(head["runs"], names)
    return Ledger(
        since=_instant(head["since"]),
        until=_instant(head["until"]),
        ids=_ids(files, ids),
        accounts={name: _account_of(form, stored) for name, form in head["accounts"].items()},
        store=problems_of(head["store"]),
        pace=KeptPace(pace),
        renders_apart=flag(head["renders_apart"]),
        origin=_origin(head["origin"]),
        footprint=_footprint(head["footprint"], files, marks),
    )


def _instant(form: Any) -> datetime:
    found = datetime.fromisoformat(form)
    if found.tzinfo is None:
        raise ValueError("no instant")
    return found


def _paths(form: Any, listed: bytes) -> Paths:
    """Sorted paths, none of which leads out of the root."""
    runs = [(text(folder), number(count)) for folder, count in form]
    listed.decode("utf-8")
    names = listed.split(b"\0")
    counts = [count for _, count in runs]
    if b"/" in listed or _leads_out(listed) or not all(counts) or sum(counts) != len(names):
        raise ValueError("no names of files")
    found = Paths(runs, names)
    if _lead_out(folder for folder, _ in runs if folder) or not found.is_sorted():
        raise ValueError("no paths of a repository")
    return found


def _lead_out(folders: Iterable[str]) -> bool:
    """Whether one of these is no folder of a root."""
    listed = list(folders)
    return any("\0" in folder for folder in listed) or (
        bool(listed) and _leads_out("\0".join(listed).encode("utf-8", "surrogateescape"))
    )


def _leads_out(listed: bytes) -> bool:
    """Whether a path of several is absolute, or has a name that is none. Each is searched for on its own: five times as
    fast as one pattern for all."""
    bounded = b"/%b/" % listed.replace(b"\0", b"/")
    return any(each in bounded for each in _OUTSIDE)


def _ids(files: Paths, raw: bytes) -> Ids:
    found = Ids(files, raw)
    if found.width not in _WIDTHS or len(raw) != found.width * len(files):
        raise ValueError("no ids")
    return found


def _origin(form: Any) -> Origin | None:
    if form is None:
        return None
    commit, others = form
    known = {text(path): git_id(there) if there is not None else None for path, there in others.items()}
    return Origin(commit=git_id(commit), others=known)


def _footprint_form(footprint: Footprint) -> Any:
    limits = [footprint.entries, footprint.size]
    return [footprint.names, footprint.folders, footprint.ignored, footprint.git, *limits]


def _footprint(form: Any, paths: Paths, marks: bytes) -> Footprint | None:
    if form is None:
        return None
    names, folders, ignored, git, entries, size = form
    listed = array("q")
    listed.frombytes(marks)
    if len(listed) != 3 * len(paths) or _lead_out(folders):
        raise ValueError("no footprint")
    return Footprint(
        names=texts(names),
        folders={path: _mark(each) for path, each in folders.items()},
        ignored=texts(ignored),
        git={path: _mark(each) for path, each in git.items()},
        files=paths,
        marks=listed,
        entries=number(entries),
        size=number(size),
    )


def _mark(form: Any) -> tuple[int, ...]:
    found = tuple(form)
    if len(found) != 3 or any(type(each) is not int for each in found):
        raise ValueError("no mark")
    return found
