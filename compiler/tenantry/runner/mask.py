"""An output with every secret in it covered, also where a secret comes in parts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from tenantry.runner.forms import SHORTEST, forms

COVER: Final = b"***"
_BREAKS: Final = re.compile(rb"[\r\n]+[ \t]*")


class Mask:
    """What to cover. `longest` is how many bytes one look of a secret has at most."""

    def __init__(self, secrets: Iterable[str]) -> None:
        found, dense = set[bytes](), set[bytes]()
        for secret in secrets:
            looks, broken = forms(secret)
            found |= looks
            dense |= broken
        self._forms = sorted(found)
        self._dense = sorted(dense)
        self.longest = max(map(len, found), default=0)
        self._beginnings: dict[bytes, list[bytes]] = defaultdict(list)
        for form in self._forms:
            self._beginnings[form[:SHORTEST]].append(form)
        self._short = {form[:size] for form in self._forms for size in range(1, SHORTEST)}

    def covered(self, content: bytes) -> bytes:
        """The content as a whole, covered."""
        stream = Stream(self)
        return stream.feed(content) + stream.close()

    def text(self, content: str) -> str:
        """As `covered`, for text of our own."""
        return self.covered(content.encode("utf-8", "replace")).decode("utf-8", "replace")

    def spans(self, content: bytes) -> list[tuple[int, int]]:
        """Where secrets stand in it, sorted, overlapping ones joined."""
        found = list(_occurrences(content, self._forms))
        if self._dense:
            view = _Unbroken(content)
            found += [view.span(*each) for each in _occurrences(view.content, self._dense)] if view.breaks else []
        return _joined(found)

    def open_from(self, content: bytes) -> int:
        """The first place at which a secret may begin that does not end in it."""
        first = self._open_from(content)
        view = _Unbroken(content, tail=self.longest) if self._dense else None
        if view is not None and view.breaks:
            first = min(first, view.span(self._open_from(view.content), len(view.content))[0])
        return first

    def _open_from(self, content: bytes) -> int:
        for start in range(max(0, len(content) - self.longest + 1), len(content)):
            head = content[start : start + SHORTEST]
            if len(head) < SHORTEST:
                if head in self._short:
                    return start
                continue
            known = self._beginnings.get(head)
            rest = content[start:] if known else b""
            if known and any(len(form) > len(rest) and form.startswith(rest) for form in known):
                return start
        return len(content)


class Stream:
    """One output under way: what is given back holds no secret, and no part of one whose rest may still come."""

    def __init__(self, mask: Mask) -> None:
        self._mask = mask
        self._kept = b""
        self._covered = 0
        """How many bytes at the beginning of what is kept are covered already."""

    def feed(self, chunk: bytes) -> bytes:
        """Takes the next bytes and gives back what is safe."""
        content = self._kept + chunk
        if not self._mask.longest:
            return content
        return self._given(content, self._mask.open_from(content))

    def close(self) -> bytes:
        """The rest, as nothing more comes."""
        return self._given(self._kept, len(self._kept))

    def _given(self, content: bytes, until: int) -> bytes:
        parts, position = [], 0
        former = [(0, self._covered)] if self._covered else []
        for start, end in _joined([*former, *self._mask.spans(content)]):
            if start >= until:
                break
            parts += [content[position:start], b"" if former and start == 0 else COVER]
            position = end
        parts.append(content[position:until])
        self._kept = content[until:]
        self._covered = max(0, max(position, self._covered) - until)
        return b"".join(parts)


class _Unbroken:
    """Content without its line breaks and what indents the next line, which knows where its bytes stood."""

    def __init__(self, content: bytes, *, tail: int | None = None) -> None:
        """With `tail`, the end alone, as long as that many bytes with breaks among them may be."""
        self._offset = max(0, len(content) - 2 * tail) if tail is not None else 0
        self._size = len(content)
        self._starts, self._skipped = [0], [self._offset]
        parts, position, length = [], self._offset, 0
        for found in _BREAKS.finditer(content, self._offset):
            parts.append(content[position : found.start()])
            length += found.start() - position
            position = found.end()
            self._starts.append(length)
            self._skipped.append(position - length)
        parts.append(content[position:])
        self.content = b"".join(parts)
        self.breaks = len(self._starts) > 1

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a part of it, which may be empty at the very end, stood."""
        if start >= len(self.content):
            return self._size, self._size
        return self._place(start), self._place(end - 1) + 1

    def _place(self, index: int) -> int:
        return index + self._skipped[bisect_right(self._starts, index) - 1]


def _occurrences(content: bytes, looks: Iterable[bytes]) -> Iterator[tuple[int, int]]:
    for look in looks:
        start = content.find(look)
        while start >= 0:
            yield start, start + len(look)
            start = content.find(look, start + 1)


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
