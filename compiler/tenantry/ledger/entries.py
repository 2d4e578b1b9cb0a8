"""The tenants of an account as one text of several buckets, of which those are read that somebody asks for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Set
from hashlib import sha256
from typing import Final
from zlib import crc32

from tenantry.ledger.forms import MALFORMED, cut, entries_form, entries_of
from tenantry.ledger.ledger import HASH, Entry

_BUCKET: Final = 256
"""Most tenants of a bucket, on average: what is read, and written anew, where one of them changed."""


class Lost(Exception):
    """A part of a ledger is no longer there, or no longer what it was."""


class Kept(Mapping[str, Entry]):
    """Tenants by id: `count` of them, in a text of which `name` is the SHA-256, and that `read` gives. Whoever asks for
    one gets Lost where there is no such text."""

    def __init__(self, name: str, count: int, read: Callable[[], bytes | None]) -> None:
        self.name = name
        self._count = count
        self._read = read
        self._texts: list[bytes] | None = None
        self._buckets: dict[int, Mapping[str, Entry]] = {}

    @property
    def held(self) -> bool:
        """Whether the text is in memory, not on a disk."""
        return isinstance(self._read, Held)

    def content(self) -> bytes:
        """The text itself."""
        content = self._read()
        if content is None or sha256(content).hexdigest() != self.name:
            raise Lost
        return content

    def texts(self) -> list[bytes]:
        """Those of the buckets."""
        if self._texts is None:
            line, _, rest = self.content().partition(b"\n")
            try:
                self._texts = cut(rest, json.loads(line))
            except MALFORMED:
                raise Lost from None
        return self._texts

    def bucket(self, number: int) -> Mapping[str, Entry]:
        """The tenants of a bucket."""
        if number not in self._buckets:
            texts = self.texts()
            try:
                found = entries_of(json.loads(texts[number]), width=HASH)
            except MALFORMED:
                raise Lost from None
            if any(_place(tenant, len(texts)) != number for tenant in found):
                raise Lost
            self._buckets[number] = found
        return self._buckets[number]

    def __getitem__(self, tenant: str) -> Entry:
        return self.bucket(_place(tenant, len(self.texts())))[tenant]

    def __iter__(self) -> Iterator[str]:
        for number in range(len(self.texts())):
            yield from self.bucket(number)

    def __len__(self) -> int:
        return self._count


class Amended(Mapping[str, Entry]):
    """Tenants of which some went, of those that there were, and others came: what is kept of the rest is not read."""

    def __init__(self, before: Mapping[str, Entry], gone: Set[str], new: Mapping[str, Entry]) -> None:
        self.before = before
        self.gone = gone
        self.new = new

    def __getitem__(self, tenant: str) -> Entry:
        if tenant in self.gone and tenant not in self.new:
            raise KeyError(tenant)
        return self.new[tenant] if tenant in self.new else self.before[tenant]

    def __iter__(self) -> Iterator[str]:
        yield from (tenant for tenant in self.before if tenant not in self.gone)
        yield from self.new

    def __len__(self) -> int:
        return len(self.before) - len(self.gone) + len(self.new)


def packed(entries: Mapping[str, Entry]) -> Kept:
    """The same tenants as one text."""
    if isinstance(entries, Kept):
        return entries
    count = 1 << (max(len(entries) - 1, 0) // _BUCKET).bit_length()
    texts = _amended(entries, count) if isinstance(entries, Amended) else None
    texts = texts or list(map(_text, _dealt(entries, count)))
    content = b"".join((json.dumps(list(map(len, texts))).encode(), b"\n", *texts))
    return Kept(sha256(content).hexdigest(), len(entries), Held(content))


def _amended(entries: Amended, count: int) -> list[bytes] | None:
    """The texts of the buckets, of which those alone are written anew in which something came or went; None where all
    have to be."""
    before = entries.before
    if not isinstance(before, Kept) or len(before.texts()) != count:
        return None
    texts, new = list(before.texts()), _dealt(entries.new, count)
    for number in {_place(tenant, count) for tenant in (*entries.gone, *entries.new)}:
        kept = {tenant: entry for tenant, entry in before.bucket(number).items() if tenant not in entries.gone}
        texts[number] = _text(kept | new[number])
    return texts


def _dealt(entries: Mapping[str, Entry], count: int) -> list[dict[str, Entry]]:
    """The tenants by bucket."""
    buckets: list[dict[str, Entry]] = [{} for _ in range(count)]
    for tenant, entry in entries.items():
        buckets[_place(tenant, count)][tenant] = entry
    return buckets


def _place(tenant: str, count: int) -> int:
    """The bucket of a tenant: the same as long as there are so many, whoever else comes or goes."""
    return crc32(tenant.encode("utf-8", "surrogatepass")) % count


def _text(entries: Mapping[str, Entry]) -> bytes:
    return json.dumps(entries_form(entries), separators=(",", ":")).encode()


class Held:
    """A text in memory; unlike a closure it can be handed from one process to another."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __call__(self) -> bytes:
        return self._content
