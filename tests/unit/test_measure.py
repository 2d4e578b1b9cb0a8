"""What benchmarks measure with: costs of whole process trees, and bars that can be missed."""

from __future__ import annotations

import sys

import pytest

from benchmarks.measure import Cost, at_least, at_most, by_turns, cost, median

CHILD = """import subprocess, sys; subprocess.run([sys.executable, '-c', 'x = b"x" * 200_000_000'], check=True)"""


def test_the_largest_process_of_a_tree_counts() -> None:
    assert cost([sys.executable, "-c", CHILD]).memory > 190


def test_a_command_that_fails_is_told_with_what_it_said() -> None:
    command = [sys.executable, "-c", "import sys; sys.exit('no such thing')"]
    with pytest.raises(SystemExit, match=r"failed with 1: .*\nno such thing"):
        cost(command)
    assert cost(command, codes=(1,)).wall > 0


@pytest.mark.parametrize(("figure", "missed"), [(at_most, True), (at_least, False)])
def test_a_bar_is_missed_on_its_own_side(figure: object, missed: bool) -> None:
    assert callable(figure)
    over, equal = figure("a", 5.1, 5.0), figure("a", 5.0, 5.0)
    assert (over.missed, equal.missed) == (missed, False)
    assert ("MISSED" in over.remark) is missed


def test_medians_are_of_each_figure_and_rounds_go_by_turns() -> None:
    assert median([Cost(1, 9, 2), Cost(3, 8, 1), Cost(2, 7, 3)]) == Cost(2, 8, 2)
    seen: list[str] = []

    def noted(name: str) -> Cost:
        seen.append(name)
        return Cost(1, 1, 1)

    by_turns({name: lambda name=name: noted(name) for name in ("a", "b")}, rounds=2)
    assert seen == ["a", "b", "a", "b"]
