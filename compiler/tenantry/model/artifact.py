"""One rendered file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from operator import is_


class Artifact:
    """A file of the build tree: `path` is relative to it, `tenant` the full id, or None where it serves several.

    `content` is given as bytes, or as a pure function that makes them: then it runs once, when somebody first reads
    them. Who only checks a repository reads none. One that is nothing but what tenants have there, one after the other,
    is `joined`: its `parts` are of one tenant each.
    """

    __slots__ = ("_content", "_made_of", "_make", "_sha256", "parts", "path", "target", "tenant")

    def __init__(
        self, *, path: str, content: bytes | Callable[[], bytes], target: str, tenant: str | None = None
    ) -> None:
        self.path = path
        self.target = target
        self.tenant = tenant
        self.parts: Sequence[Artifact] = ()
        self._make = content if callable(content) else None
        self._made_of = (content.func, *content.args) if isinstance(content, partial) else None
        self._content = None if callable(content) else content
        self._sha256: str | None = None

    @classmethod
    def joined(cls, parts: Sequence[Artifact], *, path: str, target: str, empty: bytes) -> Artifact:
        """The contents of `parts` in their order; `empty` where there are none."""
        whole = (lambda: b"".join(part.once() for part in parts)) if parts else empty
        made = cls(path=path, content=whole, target=target)
        made.parts = parts
        return made

    @property
    def content(self) -> bytes:
        """The file's bytes."""
        if self._content is None:
            self._content = self.once()
        return self._content

    def once(self) -> bytes:
        """The file's bytes, which are not kept: for who keeps them elsewhere."""
        return self._content if self._content is not None else self._make() if self._make else b""

    @property
    def sha256(self) -> str:
        """The digest of the file's bytes, as hex digits; made once."""
        return self._hashed(self.content) if self._sha256 is None else self._sha256

    @property
    def size(self) -> int:
        """How many bytes these are."""
        return len(self.content)

    def _hashed(self, content: bytes) -> str:
        self._sha256 = sha256(content).hexdigest()
        return self._sha256

    def hashed(self) -> str:
        """As `sha256`, but the bytes are not kept for it: of two states all may have to be compared."""
        return self._hashed(self.once()) if self._sha256 is None else self._sha256

    def same_content(self, other: Artifact) -> bool:
        """Whether the bytes are the same; they are not made where both come from one function of the same objects. Of
        joined ones the parts are asked: each names its tenant, so wholes are the same where all parts are."""
        if self.parts and other.parts:
            return len(self.parts) == len(other.parts) and all(map(Artifact.same_content, self.parts, other.parts))
        one, two = self._made_of, other._made_of
        alike = one and two and len(one) == len(two) and all(map(is_, one, two))
        known = self._content is not None and self._content is other._content
        return bool(alike) or known or self.hashed() == other.hashed()

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
