"""The output platforms: those of this package in a literal tuple, others by entry points of the group
`tenantry.targets`, each a `tenantry.targets.target.Target`."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import Final

from tenantry.targets.installed import GROUP, installed
from tenantry.targets.target import Target, Work

__all__ = ["GROUP", "Target", "Work", "all_targets"]

_OWN: Final = (
    "airflow",
    "argo-workflows",
    "crontab",
    "eventbridge",
    "kubernetes",
    "runtime",
    "systemd",
    "temporal",
    "vault",
)


@lru_cache(maxsize=1)
def all_targets() -> tuple[Target, ...]:
    """Every target, by name. UsageError for a package that brings what is no target."""
    own = [import_module(f"tenantry.targets.{name.replace('-', '_')}").TARGET for name in _OWN]
    return tuple(sorted([*own, *installed(_OWN)], key=lambda target: target.name))
