"""What the tenants of one integration share while they are resolved."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tenantry.model.declared import Declarations, Declared, IntegrationFile, Release, RolloutFile, SettingsFile, Status
from tenantry.model.declared.base import instant
from tenantry.model.shared import ALONE, Shared

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One integration with its releases and rollouts. `broken` names releases that are there and cannot be used."""

    name: str
    settings: Declared[SettingsFile]
    integration: Declared[IntegrationFile]
    releases: Mapping[str, Release]
    rollouts: Mapping[str, Declared[RolloutFile]]
    broken: frozenset[str]
    latest: str | None
    kept: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)

    def knows(self, version: str) -> bool:
        """Whether the release is there, usable or not."""
        return version in self.releases or version in self.broken

    def sound(self, version: str) -> bool:
        """Whether a channel may lead to the release."""
        return version in self.releases and self.releases[version].file.model.status is not Status.YANKED

    def once(self, name: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` makes of this scope alone, made once for all tenants."""
        if name not in self.kept:
            self.kept[name] = make()
        return self.kept[name]  # type: ignore[no-any-return]


def scopes(declarations: Declarations, shared: Shared = ALONE) -> dict[str, Scope]:
    """A scope for each usable integration."""
    return {name: _scope(declarations, name, shared) for name in sorted(declarations.integrations)}


def _scope(declarations: Declarations, name: str, shared: Shared) -> Scope:
    releases = declarations.releases.get(name, {})
    prefix = f"{name}/"
    rollouts = declarations.rollouts.get(name, {})
    broken = frozenset(path.removeprefix(prefix) for path in declarations.broken if path.startswith(prefix))
    settings, integration = declarations.settings, declarations.integrations[name]
    return shared.made(
        ("scope", name, broken, tuple(releases), tuple(rollouts)),
        (settings, integration, *releases.values(), *rollouts.values()),
        lambda: Scope(
            name=name,
            settings=settings,
            integration=integration,
            releases=releases,
            rollouts=rollouts,
            broken=broken,
            latest=_latest(releases),
        ),
    )


def _latest(releases: Mapping[str, Release]) -> str | None:
    """By `built_at`, yanked ones passed over; of two built at one instant the higher version text."""
    usable = [
        (instant(release.file.model.built_at), version)
        for version, release in releases.items()
        if release.file.model.status is not Status.YANKED
    ]
    return max(usable)[1] if usable else None
