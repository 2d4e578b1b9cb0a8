"""Numbers, values and times as plans write them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final

from tenantry.model.change import Pace

_WIDTH: Final = 80


def count(number: int, what: str) -> str:
    """A number of things."""
    return f"{number} {what}" + ("" if number == 1 else "s")


def shown(value: object) -> str:
    """A value in one line, cut where it is long. A connection is told by where it is kept."""
    if value is None:
        return "(none)"
    if isinstance(value, dict) and isinstance(value.get("path"), str) and "mount" in value:
        renamed = [f"{name}={key}" for name, key in (value.get("keys") or {}).items() if name != key]
        return f"{value['mount']}/{value['path']}" + (f" ({', '.join(renamed)})" if renamed else "")
    plain = isinstance(value, str) and bool(value) and value.strip() == value
    text = str(value) if plain else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _WIDTH else text[:_WIDTH] + "…"


def per_day(pace: Pace) -> str:
    """Runs a day, with a decimal only where there is one."""
    return f"{float(pace.runs_per_day):.1f}".removesuffix(".0")


def when(time: datetime) -> str:
    """An instant in UTC, to the minute."""
    return time.strftime("%Y-%m-%d %H:%MZ")
