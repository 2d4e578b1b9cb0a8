"""The output platforms: those of this package in a literal, others by entry points of the group `tenantry.targets`,
each a `tenantry.targets.target.Target`. One of this package is imported when a repository chooses it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from types import MappingProxyType
from typing import Final

from tenantry.targets.installed import GROUP, installed
from tenantry.targets.target import Target, Work

__all__ = ["GROUP", "Target", "Work", "all_targets", "brought", "target_named", "target_names"]

_OWN: Final = MappingProxyType(
    {
        "airflow": "tenantry.targets.airflow",
        "argo-workflows": "tenantry.targets.argo_workflows",
        "crontab": "tenantry.targets.crontab",
        "eventbridge": "tenantry.targets.eventbridge",
        "kubernetes": "tenantry.targets.kubernetes",
        "runtime": "tenantry.targets.runtime",
        "systemd": "tenantry.targets.systemd",
        "temporal": "tenantry.targets.temporal",
        "vault": "tenantry.targets.vault",
    }
)
"""Name → the module that has it as `TARGET`."""


@lru_cache(maxsize=1)
def brought() -> Mapping[str, Target]:
    """The targets of other packages by name. UsageError for a package that brings what is no target."""
    return MappingProxyType({target.name: target for target in installed(_OWN)})


def target_names() -> list[str]:
    """The names of all targets, sorted. UsageError as above."""
    return sorted([*_OWN, *brought()])


def target_named(name: str) -> Target | None:
    """The target of that name, or None. UsageError as above, also where the target itself is sound: what is wrong with
    an installation does not depend on what a repository chooses."""
    others = brought()
    if name not in _OWN:
        return others.get(name)
    own: Target = import_module(_OWN[name]).TARGET
    return own


def all_targets() -> tuple[Target, ...]:
    """Every target, by name. UsageError as above."""
    return tuple(target for name in target_names() if (target := target_named(name)) is not None)
