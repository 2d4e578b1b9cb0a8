"""The declarations of a whole repository, gathered from its documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from tenantry.declare.layout import Kind, Place, place
from tenantry.declare.names import name_problems, unexpected
from tenantry.declare.shape import Model, shape
from tenantry.declare.twins import twins
from tenantry.diagnostics import Diagnostic, codes
from tenantry.manifest import Manifest, read_manifest
from tenantry.model.declared import (
    Declarations,
    Declared,
    IntegrationFile,
    LayerFile,
    OverrideFile,
    Release,
    ReleaseFile,
    RolloutFile,
    SettingsFile,
    Tenant,
)
from tenantry.model.document import Document, Span
from tenantry.model.progress import counted
from tenantry.model.shared import ALONE, Shared

_BELOW: Final = (Kind.RELEASE, Kind.MANIFEST, Kind.ROLLOUT)
"""Kinds of files that belong to an integration."""
Folder = tuple[str, tuple[str, ...]]
"""An integration and the groups below it."""


def declare(
    documents: Mapping[str, Document], paths: Iterable[str], shared: Shared = ALONE
) -> tuple[Declarations | None, list[Diagnostic]]:
    """Reads every document as what its path says it is.

    `paths` are all YAML files of the snapshot, also those whose document could not be read: they exist, so what refers
    to them is not reported as unknown. None where tenantry.yaml itself is unusable.
    """
    reader = _Reader(documents=documents, places={path: place(path) for path in sorted(paths)}, shared=shared)
    declarations = reader.declarations()
    return declarations, reader.problems


@dataclass(slots=True, kw_only=True)
class _Reader:
    """One walk over the documents; `problems` grows as it reads. What is `misnamed` is checked, and then left out."""

    documents: Mapping[str, Document]
    places: Mapping[str, Place | None]
    shared: Shared
    problems: list[Diagnostic] = field(default_factory=list)
    misnamed: set[str] = field(default_factory=set)
    readable: dict[Kind, list[tuple[str, Place, Document]]] = field(default_factory=dict)

    def declarations(self) -> Declarations | None:
        for path, found in self.places.items():
            wrong = list(name_problems(path, found)) if found else [unexpected(path)]
            self.problems += wrong
            if wrong:
                self.misnamed.add(path)
            if found and path in self.documents:
                self.readable.setdefault(found.kind, []).append((path, found, self.documents[path]))
        settings = self._settings()
        releases = self._releases()
        integrations, rollouts, tenants = self._by_integration(), self._rollouts(), self._tenants()
        overrides = {at.name: file for at, file in self._files(Kind.OVERRIDE, OverrideFile)}
        if settings is None:
            return None
        return Declarations(
            settings=settings,
            integrations=integrations,
            releases=releases,
            rollouts=rollouts,
            overrides=overrides,
            tenants=tenants,
            broken=self._broken(releases),
        )

    def _settings(self) -> Declared[SettingsFile] | None:
        return next((file for _, file in self._files(Kind.SETTINGS, SettingsFile)), None)

    def _by_integration(self) -> dict[str, Declared[IntegrationFile]]:
        return {at.integration: file for at, file in self._files(Kind.INTEGRATION, IntegrationFile)}

    def _files(self, kind: Kind, model: type[Model]) -> list[tuple[Place, Declared[Model]]]:
        """All usable files of one kind; what is wrong with the others is noted."""
        usable = []
        for path, found, document in counted("checking files", self.readable.get(kind, ())):
            file, problems = self.shared.made((kind, path), (document,), partial(_file, kind, model, document))
            self.problems += problems
            if file is not None and path not in self.misnamed:
                usable.append((found, file))
        return usable

    def _releases(self) -> dict[str, dict[str, Release]]:
        files = {(at.integration, at.name): file for at, file in self._files(Kind.RELEASE, ReleaseFile)}
        manifests = self._manifests()
        gathered: dict[str, dict[str, Release]] = {}
        for (integration, version), file in files.items():
            manifest = manifests.get((integration, version))
            if manifest is not None:
                release = self.shared.made(
                    (integration, version), (file, manifest), partial(Release, file=file, manifest=manifest)
                )
                gathered.setdefault(integration, {})[version] = release
        self._headless()
        self._lonely(Kind.RELEASE, Kind.MANIFEST, "PANDIUM.yaml")
        self._lonely(Kind.MANIFEST, Kind.RELEASE, "release.yaml")
        return gathered

    def _manifests(self) -> dict[tuple[str, str], Manifest]:
        manifests = {}
        for path, found, document in self.readable.get(Kind.MANIFEST, ()):
            manifest, problems = self.shared.made((Kind.MANIFEST, path), (document,), partial(read_manifest, document))
            self.problems += problems
            if manifest is not None:
                manifests[found.integration, found.name] = manifest
        return manifests

    def _lonely(self, kind: Kind, wanted: Kind, name: str) -> None:
        there = {(at.integration, at.name) for at in self.places.values() if at and at.kind is wanted}
        for path, at in self.places.items():
            if at and at.kind is kind and (at.integration, at.name) not in there:
                self.problems.append(
                    Diagnostic(
                        code=codes.MISSING_RELEASE_FILE,
                        message=f"release {at.name} of {at.integration} has no {name}",
                        span=Span(path),
                        help=f"add {path.rsplit('/', 1)[0]}/{name}",
                    )
                )

    def _headless(self) -> None:
        """Folders of integrations that lack the file which declares them."""
        declared = {at.integration for at in self.places.values() if at and at.kind is Kind.INTEGRATION}
        first: dict[str, str] = {}
        for path, at in self.places.items():
            if at and at.kind in _BELOW and at.integration not in declared:
                first.setdefault(at.integration, path)
        for name, path in first.items():
            self.problems.append(
                Diagnostic(
                    code=codes.MISSING_INTEGRATION_FILE,
                    message=f"integration '{name}' has no integration.yaml",
                    span=Span(path),
                    help=f"add integrations/{name}/integration.yaml",
                )
            )

    def _rollouts(self) -> dict[str, dict[str, Declared[RolloutFile]]]:
        gathered: dict[str, dict[str, Declared[RolloutFile]]] = {}
        for at, file in self._files(Kind.ROLLOUT, RolloutFile):
            gathered.setdefault(at.integration, {})[at.name] = file
        return gathered

    def _tenants(self) -> dict[str, Tenant]:
        layers = {(at.integration, at.groups): file for at, file in self._files(Kind.LAYER, LayerFile)}
        files = self._files(Kind.TENANT, LayerFile)
        self.problems += twins(self.places)
        unusable = {
            (at.integration, at.groups) for at in self.places.values() if at and at.kind is Kind.LAYER
        } - layers.keys()
        above = {
            folder: [layers[each] for each in _above(folder) if each in layers]
            for folder in {(at.integration, at.groups) for at, _ in files}
            if unusable.isdisjoint(_above(folder))
        }
        return {
            f"{at.integration}/{at.name}": _tenant(at, file, above[at.integration, at.groups])
            for at, file in reversed(files)
            if (at.integration, at.groups) in above
        }

    def _broken(self, releases: Mapping[str, Mapping[str, Release]]) -> frozenset[str]:
        """Integrations (`name`) and releases (`name/version`) that are there, whether or not they can be used."""
        there = set()
        for at in self.places.values():
            if at and at.kind in (Kind.INTEGRATION, *_BELOW):
                there.add(at.integration)
            if at and at.kind in (Kind.RELEASE, Kind.MANIFEST) and at.name not in releases.get(at.integration, {}):
                there.add(f"{at.integration}/{at.name}")
        return frozenset(there)


def _file(kind: Kind, model: type[Model], document: Document) -> tuple[Declared[Model] | None, list[Diagnostic]]:
    value, problems = shape(kind, model, document)
    return (Declared(value, document) if value is not None else None), problems


def _tenant(at: Place, file: Declared[LayerFile], above: Sequence[Declared[LayerFile]]) -> Tenant:
    return Tenant(
        id=f"{at.integration}/{at.name}",
        name=at.name,
        integration=at.integration,
        groups=at.groups,
        layers=(*above, file),
    )


def _above(folder: Folder) -> list[Folder]:
    """The folders whose defaults the tenants of a folder inherit, outermost first."""
    integration, groups = folder
    return [("", ()), *((integration, groups[:depth]) for depth in range(len(groups) + 1))]
