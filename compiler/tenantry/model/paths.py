"""Paths of many files in little memory."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, groupby
from operator import lt
from typing import overload


def below(paths: Sequence[str], folder: str) -> Sequence[str]:
    """Those of sorted paths that lie below a folder."""
    low, high = bisect_left(paths, f"{folder}/"), bisect_left(paths, f"{folder}0")  # 0 comes next after /
    return paths[low:high]


class Paths(Sequence[str]):
    """Sorted paths as the names of files and, for each stretch of them that stand in one folder, that folder and how
    many there are. A path is made when it is asked for: to make 100 000 takes longer than to compile a tenant."""

    def __init__(self, runs: Sequence[tuple[str, int]], names: Sequence[bytes]) -> None:
        self.runs = runs
        self.names = names
        self._starts = list(accumulate((count for _, count in runs), initial=0))
        self._runs: dict[str, list[int]] = {}
        for run, (folder, _) in enumerate(runs):
            self._runs.setdefault(folder, []).append(run)

    @classmethod
    def of(cls, paths: Sequence[str]) -> Paths:
        """The same paths."""
        if isinstance(paths, cls):
            return paths
        rows = [path.rpartition("/") for path in paths]
        runs = [(folder, len(list(group))) for folder, group in groupby(row[0] for row in rows)]
        return cls(runs, [row[2].encode() for row in rows])

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[str]: ...
    def __getitem__(self, number: int | slice) -> str | Sequence[str]:
        if isinstance(number, int):
            at = range(len(self))[number]
            return self._path(bisect_right(self._starts, at) - 1, at)
        wanted = range(len(self))[number]
        if wanted.step != 1 or not wanted:
            return [self[each] for each in wanted]
        first, last = bisect_right(self._starts, wanted.start) - 1, bisect_left(self._starts, wanted.stop)
        start = self._starts[first]
        return list(self._some(first, last))[wanted.start - start : wanted.stop - start]

    def __iter__(self) -> Iterator[str]:
        return self._some(0, len(self.runs))

    def __len__(self) -> int:
        return len(self.names)

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and self.number(path) is not None

    def number(self, path: str) -> int | None:
        """Where a path stands; None where it does not."""
        folder, _, name = path.rpartition("/")
        wanted = name.encode("utf-8", "surrogateescape")
        for run in self._runs.get(folder, ()):
            start, end = self._starts[run], self._starts[run + 1]
            number = bisect_left(self.names, wanted, start, end)
            if number < end and self.names[number] == wanted:
                return number
        return None

    def stretches(self, numbers: range) -> Iterator[tuple[str, range]]:
        """The folders in which the paths with these numbers stand, one stretch after another."""
        for run in range(bisect_right(self._starts, numbers.start) - 1, len(self.runs)):
            low, high = max(numbers.start, self._starts[run]), min(numbers.stop, self._starts[run + 1])
            if low < high:
                yield self.runs[run][0], range(low, high)

    def is_sorted(self) -> bool:
        """Whether the paths are sorted, and each is there once."""
        stretches = [numbers for _, numbers in self.stretches(range(len(self)))]
        inside = (self.names[each.start : each.stop] for each in stretches)
        ends = [self[number] for each in stretches for number in (each[0], each[-1])]
        return all(all(map(lt, names, names[1:])) for names in inside) and all(map(lt, ends[1::2], ends[2::2]))

    def _some(self, first: int, last: int) -> Iterator[str]:
        return chain.from_iterable(map(self._of_run, range(first, last)))

    def _of_run(self, run: int) -> list[str]:
        folder = self.runs[run][0]
        start = f"{folder}/" if folder else ""
        return [start + name.decode() for name in self.names[self._starts[run] : self._starts[run + 1]]]

    def _path(self, run: int, number: int) -> str:
        folder, name = self.runs[run][0], self.names[number].decode()
        return f"{folder}/{name}" if folder else name
