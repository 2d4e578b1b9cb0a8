"""The output platforms: those of this package in a literal tuple, others by entry points of the group
`tenantry.targets`, each a `tenantry.targets.target.Target`."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Final

from tenantry.errors import UsageError
from tenantry.targets.target import Target, Work

__all__ = ["GROUP", "Target", "Work", "all_targets"]

GROUP: Final = "tenantry.targets"
_OWN: Final = ("argo-workflows", "crontab", "kubernetes", "runtime", "vault")


@lru_cache(maxsize=1)
def all_targets() -> tuple[Target, ...]:
    """Every target, by name."""
    own = [import_module(f"tenantry.targets.{name.replace('-', '_')}").TARGET for name in _OWN]
    return tuple(sorted([*own, *_installed()], key=lambda target: target.name))


def _installed() -> list[Target]:
    """Targets of other packages; one that is no target, or takes the name of another, is refused by its package."""
    found: list[Target] = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        target = point.load()
        if not isinstance(target, Target) or target.name != point.name:
            raise UsageError(
                f"the entry point '{point.name}' of {GROUP} is no target", "uninstall or update its package"
            )
        if target.name in _OWN or any(known.name == target.name for known in found):
            raise UsageError(f"two packages bring a target '{target.name}'", "uninstall one of them")
        found.append(target)
    return found
