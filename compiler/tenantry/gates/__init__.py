"""What may not happen by hand: one gate a file, asked in this order. They are pure: time is an argument."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from tenantry.gates.freeze import freeze
from tenantry.gates.hold import hold
from tenantry.gates.order import order
from tenantry.gates.passage import Move, Passage, Refusal
from tenantry.gates.since import honest_since
from tenantry.gates.soak import soak
from tenantry.gates.waves import fixed_waves

__all__ = ["GATES", "Move", "Passage", "Refusal", "judge"]

GATES: Final[tuple[Callable[[Passage], Iterator[Refusal]], ...]] = (
    freeze,
    hold,
    order,
    soak,
    honest_since,
    fixed_waves,
)


def judge(passage: Passage) -> list[Refusal]:
    """Every closed gate, whatever overrides there are."""
    return [refusal for gate in GATES for refusal in gate(passage)]
