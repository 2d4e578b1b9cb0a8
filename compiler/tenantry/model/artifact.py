"""One rendered file."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Artifact:
    """A file of the build tree: `path` is relative to it, `tenant` the full id, or None where it serves several."""

    path: str
    content: bytes = field(repr=False)
    target: str
    tenant: str | None = None
