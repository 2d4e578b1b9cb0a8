"""Where files stand in a config repository, and what they are there (CONTRACT §2)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

SETTINGS: Final = "tenantry.yaml"
DEFAULTS: Final = "_defaults.yaml"


class Kind(StrEnum):
    """What a file declares; the value is what people call it."""

    SETTINGS = "settings"
    INTEGRATION = "integration"
    RELEASE = "release"
    MANIFEST = "manifest"
    ROLLOUT = "rollout"
    OVERRIDE = "override"
    LAYER = "defaults"
    TENANT = "tenant"


class Place(NamedTuple):
    """What a path says: `name` is the tenant, version, channel or override, `groups` the folders between."""

    kind: Kind
    integration: str = ""
    name: str = ""
    groups: tuple[str, ...] = ()


def is_yaml(path: str) -> bool:
    """Whether a file means to be YAML; others (a README, an image) are left alone."""
    return path.lower().endswith((".yaml", ".yml")) and not path.startswith("schemas/")


@lru_cache(maxsize=4096)
def place(path: str) -> Place | None:
    """What the file at `path` declares; None where the layout has no such place. A run asks several times about each
    file of an integration."""
    parts = path.split("/")
    if path == SETTINGS:
        return Place(kind=Kind.SETTINGS)
    if not path.endswith(".yaml") or len(parts) < 2:
        return None
    stem = parts[-1].removesuffix(".yaml") or ".yaml"
    if parts[0] == "tenants":
        return _tenant(parts, stem)
    if parts[0] == "integrations":
        return _integration(parts, stem)
    if parts[0] == "overrides" and len(parts) == 2:
        return Place(kind=Kind.OVERRIDE, name=stem)
    return None


def tenant_files(paths: Iterable[str]) -> dict[str, str]:
    """Every tenant that has a file, broken or not, by id, with that file's path."""
    found: dict[str, str] = {}
    for path in paths:
        at = place(path)
        if at is not None and at.kind is Kind.TENANT:
            found.setdefault(f"{at.integration}/{at.name}", path)
    return found


def _tenant(parts: list[str], stem: str) -> Place | None:
    folders = parts[1:-1]
    integration = folders[0] if folders else ""
    if parts[-1] == DEFAULTS:
        return Place(kind=Kind.LAYER, integration=integration, groups=tuple(folders[1:]))
    return Place(kind=Kind.TENANT, integration=integration, name=stem, groups=tuple(folders[1:])) if folders else None


def _integration(parts: list[str], stem: str) -> Place | None:
    match parts[1:]:
        case [integration, "integration.yaml"]:
            return Place(kind=Kind.INTEGRATION, integration=integration)
        case [integration, "releases", version, "release.yaml"]:
            return Place(kind=Kind.RELEASE, integration=integration, name=version)
        case [integration, "releases", version, "PANDIUM.yaml"]:
            return Place(kind=Kind.MANIFEST, integration=integration, name=version)
        case [integration, "rollouts", _]:
            return Place(kind=Kind.ROLLOUT, integration=integration, name=stem)
    return None
