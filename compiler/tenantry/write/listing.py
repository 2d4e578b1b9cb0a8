"""The artifacts of a tree as its manifest lists them, packed: of hundreds of thousands memory holds no more than the
characters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from hashlib import sha256
from heapq import merge
from typing import NamedTuple

from tenantry.model.artifact import Artifact

_END = b"\n"
_BETWEEN = b"\0"
_CODEC = ("utf-8", "surrogateescape")


class Listed(NamedTuple):
    """An artifact as the manifest lists it: the SHA-256 of its content as hex digits, its size in bytes, its tenant."""

    path: str
    sha256: str
    size: int
    target: str
    tenant: str | None


def listed(artifact: Artifact, content: bytes) -> Listed:
    """An artifact, whose content is not kept for it."""
    return Listed(artifact.path, sha256(content).hexdigest(), len(content), artifact.target, artifact.tenant)


def packed(found: Iterable[Listed]) -> bytes:
    """A line for each, in the order of their paths' bytes."""
    lines = sorted(_BETWEEN.join(_fields(each)) for each in found)
    return _END.join(lines)


def listing_of(artifacts: Iterable[Artifact]) -> bytes:
    """The same of artifacts that are nowhere yet."""
    return packed(listed(each, each.content) for each in artifacts)


def _fields(each: Listed) -> tuple[bytes, ...]:
    path, target = each.path.encode(*_CODEC), each.target.encode(*_CODEC)
    return path, each.sha256.encode(), b"%d" % each.size, target, (each.tenant or "").encode(*_CODEC)


class Listing:
    """What was packed in several parts, in the order of the paths' bytes. Fields hold neither of the two separators."""

    def __init__(self, parts: Sequence[bytes]) -> None:
        self._parts = [part for part in parts if part]

    def __len__(self) -> int:
        return self._count

    @cached_property
    def _count(self) -> int:
        return sum(part.count(_END) + 1 for part in self._parts)

    def __iter__(self) -> Iterator[Listed]:
        for line in self._merged():
            path, digest, size, target, tenant = line.decode(*_CODEC).split("\0")
            yield Listed(path, digest, int(size), target, tenant or None)

    @property
    def paths(self) -> Iterator[str]:
        """Their paths."""
        return (line.partition(_BETWEEN)[0].decode(*_CODEC) for line in self._merged())

    @property
    def digest(self) -> str:
        """The digest of paths and contents (manifest.py)."""
        return self._seen[0]

    @property
    def collides(self) -> bool:
        """Whether two have one path, also where a file system does not tell cases apart."""
        if all(part.lower() == part for part in self._parts):
            return self._seen[1]
        return len({path.lower() for path in self.paths}) < len(self)

    @cached_property
    def _seen(self) -> tuple[str, bool]:
        """The digest, and whether two have the same path."""
        found, before, twice = sha256(), b"", False
        for line in self._merged():
            path, content, _ = line.split(_BETWEEN, 2)
            found.update(summed(path, content))
            before, twice = path, twice or path == before
        return f"sha256:{found.hexdigest()}", twice

    def _merged(self) -> Iterator[bytes]:
        return merge(*map(_lines, self._parts))


def summed(path: bytes, content: bytes) -> bytes:
    """What `sha256sum` prints of a file, by its path and its digest."""
    return b"%s  %s\n" % (content, path)


def _lines(part: bytes) -> Iterator[bytes]:
    """Line by line, so that no second copy is held."""
    start = 0
    while (end := part.find(_END, start)) >= 0:
        yield part[start:end]
        start = end + 1
    yield part[start:]
