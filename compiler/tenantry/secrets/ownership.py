"""Whose a path is: what templates give by default belongs to whom they give it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from tenantry.secrets.reference import fill

_WHOSE: Final = re.compile(r"\{(?:integration|tenant)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ownership:
    """`areas` maps each tenant's default places to the ids of those who have them there, `globals` the paths of global
    connectors to `integration.connector`. Both hold for the default mount, and for whatever lies below them."""

    areas: dict[str, tuple[str, ...]] = field(default_factory=dict)
    globals: dict[str, str] = field(default_factory=dict)

    def add(self, path: str, tenant: str) -> None:
        """Notes that a place is a tenant's. Mostly it is of one, hence no set for each: of 100 000 they are 20 MB."""
        known = self.areas.get(path, ())
        if tenant not in known:
            self.areas[path] = (*known, tenant)

    def tenants(self, path: str) -> tuple[str, ...]:
        """The tenants under whose default a path lies."""
        return next((self.areas[above] for above in _upwards(path) if above in self.areas), ())

    def connector(self, path: str) -> str | None:
        """The global connector whose path it is, or lies below."""
        return next((self.globals[above] for above in _upwards(path) if above in self.globals), None)


def shared_by_connectors(template: str) -> bool:
    """Whether a tenant's area is the same for all of its connectors."""
    return "{connector}" not in _telling(template)


def area(template: str, *, integration: str, tenant: str, connector: str) -> str:
    """The part of a default path that says whose it is: up to the last segment that names integration or tenant, so
    that `{integration}/{tenant}/{connector}` gives a tenant everything below `integration/tenant`."""
    return fill(_telling(template), integration=integration, tenant=tenant, connector=connector)


@lru_cache(maxsize=16)
def _telling(template: str) -> str:
    segments = template.split("/")
    last = max((index for index, segment in enumerate(segments) if _WHOSE.search(segment)), default=len(segments) - 1)
    return "/".join(segments[: last + 1])


def _upwards(path: str) -> Iterator[str]:
    """The path and all above it, nearest first."""
    segments = path.split("/")
    return ("/".join(segments[:count]) for count in range(len(segments), 0, -1))
