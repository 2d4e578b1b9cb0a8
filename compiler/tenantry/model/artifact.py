"""One rendered file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from hashlib import sha256
from operator import is_


class Artifact:
    """A file of the build tree: `path` is relative to it, `tenant` the full id, or None where it serves several.

    `content` is given as bytes, or as a pure function that makes them: then it runs once, when somebody first reads
    them. Who only checks a repository reads none.
    """

    __slots__ = ("_content", "_digest", "_made_of", "_make", "path", "target", "tenant")

    def __init__(
        self, *, path: str, content: bytes | Callable[[], bytes], target: str, tenant: str | None = None
    ) -> None:
        self.path = path
        self.target = target
        self.tenant = tenant
        self._make = content if callable(content) else None
        self._made_of = (content.func, *content.args) if isinstance(content, partial) else None
        self._content = None if callable(content) else content
        self._digest: str | None = None

    @property
    def content(self) -> bytes:
        """The file's bytes."""
        if self._content is None:
            self._content = self._make() if self._make else b""
        return self._content

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hex; who asks for it alone does not keep them."""
        if self._digest is None:
            content = self._make() if self._content is None and self._make else self.content
            self._digest = sha256(content).hexdigest()
        return self._digest

    def same_content(self, other: Artifact) -> bool:
        """Whether the bytes are the same; they are not made where both come from one function of the same objects."""
        one, two = self._made_of, other._made_of
        alike = one and two and len(one) == len(two) and all(map(is_, one, two))
        return bool(alike) or self.digest == other.digest

    @property
    def order(self) -> tuple[str, str, str]:
        """What artifacts are sorted by; no two of one build have the same."""
        return self.path, self.target, self.tenant or ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Artifact) and (self.order, self.content) == (other.order, other.content)

    def __hash__(self) -> int:
        return hash(self.order)

    def __repr__(self) -> str:
        return f"Artifact(path={self.path!r}, target={self.target!r}, tenant={self.tenant!r})"
