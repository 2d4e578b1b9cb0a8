"""The ids that git gives to files, of many files in little memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from tenantry.model.paths import Paths


class Ids(Mapping[str, str]):
    """Ids by sorted path: all of one width, as bytes, behind one another."""

    def __init__(self, paths: Paths, raw: bytes) -> None:
        self.paths = paths
        self.raw = raw
        self.width = len(raw) // (len(paths) or 1)

    @classmethod
    def of(cls, ids: Mapping[str, str]) -> Ids:
        """The same ids, in the order of `ids`."""
        return ids if isinstance(ids, cls) else cls(Paths.of(list(ids)), bytes.fromhex("".join(ids.values())))

    def __getitem__(self, path: str) -> str:
        return self._id(self._number(path))

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)

    def plain(self) -> dict[str, str]:
        """As a dict, for whoever asks for all of them."""
        return dict(zip(self.paths, map(self._id, range(len(self.paths))), strict=True))

    def changed(self, changes: Mapping[str, str | None]) -> Ids:
        """The ids after some changed; None: no such file."""
        if any(name is None or path not in self for path, name in changes.items()):
            after = {path: name for path, name in {**self.plain(), **changes}.items() if name is not None}
            return Ids.of(dict(sorted(after.items())))
        numbers = sorted((self._number(path), name) for path, name in changes.items() if name is not None)
        starts = [0, *((number + 1) * self.width for number, _ in numbers)]
        ends = [*(number * self.width for number, _ in numbers), len(self.raw)]
        kept = [self.raw[start:end] for start, end in zip(starts, ends, strict=True)]
        new = [bytes.fromhex(name) for _, name in numbers]
        return Ids(self.paths, b"".join(chain(*zip(kept, [*new, b""], strict=True))))

    def _number(self, path: str) -> int:
        number = self.paths.number(path)
        if number is None:
            raise KeyError(path)
        return number

    def _id(self, number: int) -> str:
        return self.raw[number * self.width : (number + 1) * self.width].hex()
