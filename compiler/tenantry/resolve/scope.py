"""What the tenants of one integration share while they are resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tenantry.model.declared import Declarations, Declared, IntegrationFile, Release, RolloutFile, SettingsFile, Status
from tenantry.model.declared.base import instant


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

    def knows(self, version: str) -> bool:
        """Whether the release is there, usable or not."""
        return version in self.releases or version in self.broken


def scopes(declarations: Declarations) -> dict[str, Scope]:
    """A scope for each usable integration."""
    return {name: _scope(declarations, name) for name in sorted(declarations.integrations)}


def _scope(declarations: Declarations, name: str) -> Scope:
    releases = declarations.releases.get(name, {})
    prefix = f"{name}/"
    return Scope(
        name=name,
        settings=declarations.settings,
        integration=declarations.integrations[name],
        releases=releases,
        rollouts=declarations.rollouts.get(name, {}),
        broken=frozenset(path.removeprefix(prefix) for path in declarations.broken if path.startswith(prefix)),
        latest=_latest(releases),
    )


def _latest(releases: Mapping[str, Release]) -> str | None:
    """By `built_at`, yanked ones passed over; of two built at one instant the higher version text."""
    usable = [
        (instant(release.file.model.built_at), version)
        for version, release in releases.items()
        if release.file.model.status is not Status.YANKED
    ]
    return max(usable)[1] if usable else None
