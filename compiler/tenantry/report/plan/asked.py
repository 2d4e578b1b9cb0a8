"""How a plan is to be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MAX_BYTES: Final = 65_000
"""A comment on GitHub holds 65 536 characters; room is left for what a job writes around it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`verbose` names every tenant and item; `max_bytes` bounds Markdown."""

    color: bool = False
    max_bytes: int = MAX_BYTES
    verbose: bool = False
