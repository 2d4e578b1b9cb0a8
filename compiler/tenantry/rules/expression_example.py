"""What a tenant has in place of what a rule requires."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

_CHAIN: Final = re.compile(
    r"(?<![\w.])tenant\.(id|groups|labels|paused|release|schedule|timeout_seconds)\b((?:\.[A-Za-z_]\w*)*)(?!\()"
)
"""Fields that may be shown; configs, metadata and env hold what only their owner may read."""
_MOST: Final = 3
_LONGEST: Final = 60


def example(expression: str, seen: Mapping[str, Any]) -> str:
    """The values of the fields that the expression names, as `; here tenant.labels.tier is "silver"`; nothing where it
    names none that may be shown."""
    told = dict.fromkeys(_told(expression, seen))
    return f"; here {', '.join(list(told)[:_MOST])}" if told else ""


def _told(expression: str, seen: Mapping[str, Any]) -> Iterator[str]:
    for found in _CHAIN.finditer(expression):
        value: Any = seen["tenant"]
        for name in f"{found[1]}{found[2]}".split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        if not isinstance(value, Mapping):
            shown = "not there" if value is None else json.dumps(value, ensure_ascii=False)
            yield f"{found[0]} is {shown if len(shown) <= _LONGEST else shown[:_LONGEST] + '…'}"
