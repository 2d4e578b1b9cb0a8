"""Lengths of time as people write them: a whole number and a unit."""

from __future__ import annotations

import re
from typing import Final

_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_FORM: Final = re.compile(r"([1-9][0-9]{0,8})([smhdw])", re.ASCII)
LIMIT: Final = 10 * 366 * 86_400
"""Ten years, in seconds: nothing here is meant to last longer."""


def duration(text: str) -> int:
    """Seconds in `90s`, `10m`, `6h`, `2d` or `1w`; ValueError for anything else."""
    found = _FORM.fullmatch(text)
    seconds = int(found.group(1)) * _UNITS[found.group(2)] if found else 0
    if not 0 < seconds <= LIMIT:
        raise ValueError("not a length of time")
    return seconds


def duration_text(seconds: int) -> str:
    """The shortest form of a number of seconds: 300 is `5m`."""
    for unit in ("w", "d", "h", "m"):
        if seconds and seconds % _UNITS[unit] == 0:
            return f"{seconds // _UNITS[unit]}{unit}"
    return f"{seconds}s"
