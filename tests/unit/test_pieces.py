"""A reach as pieces of work: together they are the reach, and none keeps the others waiting."""

from __future__ import annotations

from collections import Counter

import pytest

from tenantry.incremental.pieces import Piece, piece_by_piece
from tenantry.incremental.reach import Reach
from tenantry.incremental.whole import FEW


def reach(**sizes: int) -> Reach:
    return {name: frozenset(f"tenants/{name}/t{number}.yaml" for number in range(size)) for name, size in sizes.items()}


def pieces(of: Reach, *, moving: frozenset[str] = frozenset(), jobs: int = 1) -> list[Piece]:
    return piece_by_piece(of, _itself, moving=moving, step="", jobs=jobs)


def _itself(piece: Piece) -> Piece:
    return piece


def test_few_tenants_are_one_piece() -> None:
    few = reach(a=FEW // 2, b=FEW // 2 - 1)
    assert pieces(few, jobs=8) == [Piece(few)]
    assert pieces({}) == [Piece({})]


def test_many_go_by_integration_the_largest_first() -> None:
    found = pieces(reach(a=300, b=400, c=300))
    assert [list(piece.reach) for piece in found] == [["b"], ["a"], ["c"]]
    assert not any(piece.cut for piece in found)


@pytest.mark.parametrize("jobs", [2, 3, 5])
def test_the_largest_is_cut_into_shares(jobs: int) -> None:
    of = reach(large=4000, small=100)
    found = pieces(of, jobs=jobs)
    assert {piece.cut for piece in found} == {frozenset({"large"}), frozenset()}
    assert max(piece.size for piece in found) <= 4100 / jobs + 1
    counted = Counter((name, path) for piece in found for name, paths in piece.reach.items() for path in paths)
    assert counted == Counter((name, path) for name, paths in of.items() for path in paths)


def test_it_is_not_cut_where_a_file_comes_or_goes() -> None:
    of = reach(large=4000)
    assert pieces(of, moving=frozenset({min(of["large"])}), jobs=2) == [Piece(of)]
