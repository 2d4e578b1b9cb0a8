"""A manifest that was written before, read back: what it says of its tree."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

_COMMIT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One artifact: the SHA-256 of its content as hex digits, and its size in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A manifest: by what its tree was made and of which commit, and the artifacts by path."""

    compiler: str
    tzdata: str
    commit: str | None
    dirty: bool
    digest: str
    rows: Mapping[str, Row] = field(repr=False)


def recorded(content: bytes) -> Recorded | None:
    """What a manifest says; None where it is none of ours, or not whole."""
    try:
        data = json.loads(content)
        source = data["source"]
        rows = [_row(each) for each in data["artifacts"]]
        found = Recorded(
            compiler=_text(data["compiler"]),
            tzdata=_text(data["tzdata"]),
            commit=None if source["commit"] is None else _matching(_COMMIT, source["commit"]),
            dirty=source["dirty"] is True,
            digest="sha256:" + _matching(_SHA256, data["digest"].removeprefix("sha256:")),
            rows=dict(rows),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return found if len(rows) == len(found.rows) and data.get("version") == 1 else None


def _row(row: Any) -> tuple[str, Row]:
    size = row["size"]
    if isinstance(size, bool) or not isinstance(size, int):
        raise TypeError("a size is a number")
    return _text(row["path"]), Row(sha256=_matching(_SHA256, row["sha256"]), size=size)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("this is text")
    return value


def _matching(pattern: re.Pattern[str], value: object) -> str:
    if not pattern.fullmatch(_text(value)):
        raise ValueError("this is no id")
    return _text(value)
