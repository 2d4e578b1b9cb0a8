"""What a run takes from the config repository, where there is one: its store, where code is kept, the run manifest."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tenantry.cli.common import Common
from tenantry.declare.repository import declare
from tenantry.errors import UsageError
from tenantry.load import load
from tenantry.model.declared import IntegrationFile, SettingsFile
from tenantry.runner.artifact import Runtime
from tenantry.runner.code import Origin
from tenantry.source import find_root

LARGEST = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Settings, and where the integration's code is; all may be unknown on a host that has the build tree alone."""

    settings: SettingsFile | None = None
    origin: Origin = field(default_factory=Origin)


def config_of(common: Common, runtime: Runtime) -> Config:
    """Reads three files of the config repository named by -C, or around the current folder if there is one.

    UsageError where it is named and not there, or a file of it is broken.
    """
    root = _root(common)
    if root is None:
        return Config()
    folder = f"integrations/{runtime.tenant.integration}"
    manifest = f"{folder}/releases/{runtime.release.version}/PANDIUM.yaml"
    found = {path: _content(root, path) for path in ("tenantry.yaml", f"{folder}/integration.yaml", manifest)}
    files = {path: content for path, content in found.items() if content is not None and path != manifest}
    documents, problems = load(files)
    declarations, more = declare(documents, files)
    broken = next((each for each in (*problems, *more) if each.code.severity.value == "error"), None)
    if declarations is None or broken is not None:
        reason = f"{broken.span.path}: {broken.message}" if broken else "tenantry.yaml cannot be read"
        raise UsageError(f"the config repository is broken: {reason}", "run tenantry validate")
    declared = declarations.integrations.get(runtime.tenant.integration)
    return Config(
        settings=declarations.settings.model,
        origin=_origin(root, declared.model if declared else None, found[manifest]),
    )


def _root(common: Common) -> Path | None:
    if common.directory is not None:
        return find_root(common.directory)
    try:
        return find_root(Path.cwd())
    except UsageError:
        return None


def _content(root: Path, path: str) -> bytes | None:
    """A plain file of the repository; no link in it is followed."""
    file = root / path
    linked = any(each.is_symlink() for each in (file, *file.parents) if each.is_relative_to(root) and each != root)
    if linked or not file.is_file():
        return None
    with file.open("rb") as stream:
        return stream.read(LARGEST + 1)


def _origin(root: Path, declared: IntegrationFile | None, manifest: bytes | None) -> Origin:
    """A folder may be written as it lies to the repository's root: ./ or ../ first."""
    source = declared.source if declared else None
    if source is None:
        return Origin(manifest=manifest)
    relative = source.repository.startswith(("./", "../"))
    address = str((root / source.repository).resolve()) if relative else source.repository
    return Origin(repository=address, path=source.path, manifest=manifest)
