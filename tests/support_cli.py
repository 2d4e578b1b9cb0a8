"""How tests see a command that has run."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Ran(NamedTuple):
    """How a command ended and what it said."""

    code: int
    stdout: str
    stderr: str


Run = Callable[..., Ran]
