"""The tenants of an account as one text, read when somebody first asks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256

from tenantry.ledger.forms import MALFORMED, entries_form, entries_of
from tenantry.ledger.ledger import HASH, Entry


class Lost(Exception):
    """A part of a ledger is no longer there, or no longer what it was."""


class Kept(Mapping[str, Entry]):
    """Tenants by id: `count` of them, in a text of which `name` is the SHA-256, and that `read` gives. Whoever asks for
    one gets Lost where there is no such text."""

    def __init__(self, name: str, count: int, read: Callable[[], bytes | None]) -> None:
        self.name = name
        self._count = count
        self._read = read
        self._entries: dict[str, Entry] | None = None

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

    def __getitem__(self, tenant: str) -> Entry:
        return self._known()[tenant]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known())

    def __len__(self) -> int:
        return self._count

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and self._known() == dict(other)

    def __hash__(self) -> int:
        return hash(self.name)

    def _known(self) -> dict[str, Entry]:
        if self._entries is None:
            try:
                self._entries = entries_of(json.loads(self.content()), width=HASH)
            except MALFORMED:
                raise Lost from None
        return self._entries


def packed(entries: Mapping[str, Entry]) -> Kept:
    """The same tenants as one text."""
    content = json.dumps(entries_form(entries), separators=(",", ":")).encode()
    return Kept(sha256(content).hexdigest(), len(entries), Held(content))


class Held:
    """A text in memory; unlike a closure it can be handed from one process to another."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __call__(self) -> bytes:
        return self._content
