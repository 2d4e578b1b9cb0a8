"""All declared files of a config repository, each with the document that it was read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from tenantry.manifest import Manifest
from tenantry.model.declared.integration import IntegrationFile
from tenantry.model.declared.layer import LayerFile
from tenantry.model.declared.override import OverrideFile
from tenantry.model.declared.release import ReleaseFile
from tenantry.model.declared.rollout import RolloutFile
from tenantry.model.declared.settings import SettingsFile
from tenantry.model.document import Document

Model = TypeVar("Model")


@dataclass(frozen=True, slots=True)
class Declared(Generic[Model]):
    """A model and the document that gives its places."""

    model: Model
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release folder: what was built, and the run manifest of that build."""

    file: Declared[ReleaseFile]
    manifest: Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """A tenant file and the layers above it, the tenant's own last."""

    id: str
    name: str
    integration: str
    groups: tuple[str, ...]
    layers: tuple[Declared[LayerFile], ...]

    @property
    def document(self) -> Document:
        """The tenant's own file."""
        return self.layers[-1].document


@dataclass(frozen=True, slots=True, kw_only=True)
class Declarations:
    """The whole repository as written. Names in it may still refer to things that do not exist.

    `broken` holds the paths of integration folders that exist, and of release folders that exist but could not be read,
    so that what refers to them is not reported once more as unknown.
    """

    settings: Declared[SettingsFile]
    integrations: Mapping[str, Declared[IntegrationFile]]
    releases: Mapping[str, Mapping[str, Release]]
    rollouts: Mapping[str, Mapping[str, Declared[RolloutFile]]]
    overrides: Mapping[str, Declared[OverrideFile]]
    tenants: Mapping[str, Tenant]
    broken: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        """Every integration that there is, usable or not."""
        return frozenset(path for path in self.broken if "/" not in path)
