"""Names and values of the env variables that a run receives."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

_OTHER: Final = re.compile(r"[^A-Z0-9]")
_COMPACT: Final = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))
"""Data of files hold no circles, so none are looked for."""


@lru_cache(maxsize=4096)
def env_name(prefix: str, *parts: str) -> str:
    """`PAN_CFG`, `s3_bucket` → PAN_CFG_S3_BUCKET: upper case, every other character an underscore."""
    return "_".join([prefix, *(_OTHER.sub("_", part.upper()) for part in parts)])


def env_value(value: object) -> str:
    """A value as the text of a variable: booleans `true` and `false`, null as nothing, lists and mappings as compact
    JSON in the order in which they were written, so that what is written is what is read."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    if isinstance(value, int | float):
        return repr(value)
    return _COMPACT.encode(value)


def env_bound(env: Mapping[str, str]) -> int:
    """No fewer than the nodes of the configs that became these variables, and no fewer than their characters. Each
    takes one of the text at least, but for the mapping of all, and a null or an empty text by itself."""
    return 1 + len(env) + sum(map(len, env)) + sum(map(len, env.values()))
