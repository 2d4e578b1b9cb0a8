"""A reach as pieces of work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from typing import NamedTuple, TypeVar

from tenantry.incremental.advance import Advance
from tenantry.incremental.reach import Reach
from tenantry.incremental.whole import FEW
from tenantry.incremental.workers import shared_out

Made = TypeVar("Made")


class Piece(NamedTuple):
    """Some of a reach; of the integrations in `cut` other pieces have some as well."""

    reach: Reach
    cut: frozenset[str] = frozenset()

    @property
    def size(self) -> int:
        """How many files of tenants and defaults it has."""
        return sum(map(len, self.reach.values()))


def piece_by_piece(
    reach: Reach, work: Callable[[Piece], Made], *, moving: Set[str], step: str, jobs: int
) -> list[Made]:  # fmt: skip
    """What `work` makes of few tenants at once, of many integration by integration, by up to `jobs` processes. `step`
    says on a terminal what is done; files that are `moving` come or go."""
    if Piece(reach).size < FEW:
        return [work(Piece(reach))]
    pieces = list(_pieces(reach, moving, jobs))
    return list(shared_out(pieces, work, jobs=jobs, advance=Advance(step, [piece.size for piece in pieces])))


def _pieces(reach: Reach, moving: Set[str], jobs: int) -> Iterator[Piece]:
    """The largest integration first. One that has more than a process's share is cut, unless files come or go: then a
    piece might have tenants in one state alone."""
    share = max(FEW // 2, -(-Piece(reach).size // jobs), 1)
    for name in sorted(reach, key=lambda name: (-len(reach[name]), name)):
        paths = sorted(reach[name])
        number = -(-len(paths) // share) if moving.isdisjoint(paths) else 1
        cut = frozenset((name,)) if number > 1 else frozenset[str]()
        yield from (Piece({name: frozenset(paths[first::number])}, cut) for first in range(number))
