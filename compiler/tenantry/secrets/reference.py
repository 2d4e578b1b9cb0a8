"""The grammar of secret paths: what may be handed to a store without it meaning another place there."""

from __future__ import annotations

import re
from typing import Final

LIMIT: Final = 512
_SEGMENT: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_PATH: Final = re.compile(rf"{_SEGMENT.pattern}(?:/{_SEGMENT.pattern})*")
_FIELD: Final = re.compile(r"\{([^{}]*)\}")
_FIELDS: Final = frozenset({"integration", "tenant", "connector"})
_RESERVED: Final = frozenset({"sys", "auth", "identity", "cubbyhole"})
"""First segments that Vault and OpenBao keep for themselves."""


def path_problem(path: str) -> str | None:
    """What is wrong with a secret path, or None. A client may normalise `a/../b` before it sends it, so dots alone,
    empty segments, percent signs and queries are refused rather than escaped."""
    if len(path) > LIMIT:
        return f"is longer than {LIMIT} characters"
    segments = path.split("/")
    if _PATH.fullmatch(path) and segments[0] not in _RESERVED:
        return None
    if "" in segments:
        return "has an empty segment"
    if any(set(segment) == {"."} for segment in segments):
        return "has a segment of dots"
    if segments[0] in _RESERVED and _PATH.fullmatch(path):
        return "begins with a word that the store keeps for itself"
    return "has characters that a secret path may not have"


def template_problem(template: str) -> str | None:
    """What is wrong with a path template, or None; its fields are {integration}, {tenant} and {connector}."""
    unknown = sorted(set(_FIELD.findall(template)) - _FIELDS)
    if unknown:
        return "has a field that there is not"
    return path_problem(_FIELD.sub("x", template))


def fill(template: str, *, integration: str, tenant: str, connector: str) -> str:
    """The path that a checked template gives for one tenant and connector."""
    return template.format(integration=integration, tenant=tenant, connector=connector)
