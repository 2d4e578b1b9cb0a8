"""How much one file may hold. Hostile files end at the first limit, before they cost time or memory."""

from __future__ import annotations

from typing import Final

FILE_BYTES: Final = 1 << 20
DEPTH: Final = 64
NODES: Final = 100_000
SCALAR_BYTES: Final = 64 << 10
ALIASES: Final = 50
EXPANDED_NODES: Final = 100_000
REPORTED: Final = 20
"""Forbidden characters that are reported one by one; a binary file has thousands."""
